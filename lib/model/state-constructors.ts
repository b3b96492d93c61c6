import type { ConnectionError } from './connection-error.ts'
import type { Closed, Closing, Connecting, Failed, Idle, Open, Waiting } from './connection-state.ts'

// Constructors of the published states, for tests and fakes.

/** Described, never started. */
export const idle: Idle = { _tag: 'Idle' }

/** A dial is under way. */
export const connecting = (attempt = 1): Connecting => ({ _tag: 'Connecting', attempt })

/** Messages flow. Default: `ws://peer/` without subprotocol and extensions. */
export const open = ({ url = 'ws://peer/', protocol = '', extensions = '' }: Partial<Open> = {}): Open => ({
  _tag: 'Open',
  url,
  protocol,
  extensions,
})

/** Lost or refused, before the next attempt. */
export const waiting = (fields: Omit<Waiting, '_tag'>): Waiting => ({ _tag: 'Waiting', ...fields })

/** A stop is under way. */
export const closing = (code = 1000, reason = ''): Closing => ({ _tag: 'Closing', code, reason })

/** Ended on purpose. Default: cleanly, with 1000. */
export const closed = (code = 1000, reason = '', wasClean = true): Closed => ({
  _tag: 'Closed',
  code,
  reason,
  wasClean,
})

/** Gave up with an error. */
export const failed = (error: ConnectionError): Failed => ({ _tag: 'Failed', error })
