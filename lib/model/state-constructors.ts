import type { ConnectionError } from './connection-error.ts'
import type { Closed, Closing, Connecting, Failed, Idle, Open, Waiting } from './connection-state.ts'
import type { Given } from './with-defaults.ts'

/** Constructors of the published states, for tests and fakes. What is left out takes the most ordinary value. */

export const idle: Idle = { _tag: 'Idle' }

export const connecting = (attempt = 1): Connecting => ({ _tag: 'Connecting', attempt })

export const open = ({ url = 'ws://peer/', protocol = '', extensions = '' }: Given<Open> = {}): Open => ({
  _tag: 'Open',
  url,
  protocol,
  extensions,
})

export const waiting = (fields: Omit<Waiting, '_tag'>): Waiting => ({ _tag: 'Waiting', ...fields })

export const closing = (code = 1000, reason = ''): Closing => ({ _tag: 'Closing', code, reason })

export const closed = (code = 1000, reason = '', wasClean = true): Closed => ({
  _tag: 'Closed',
  code,
  reason,
  wasClean,
})

export const failed = (error: ConnectionError): Failed => ({ _tag: 'Failed', error })
