import type { ConnectionError } from './connection-error.ts'
import type { Closed, Closing, Connecting, Failed, Idle, Open, Waiting } from './connection-state.ts'

// Constructors of the published states, for tests and fakes. Omitted arguments get their most common value.

/** The state `Idle`. */
export const idle: Idle = { _tag: 'Idle' }

/** Makes a state `Connecting`. */
export const connecting = (attempt = 1): Connecting => ({ _tag: 'Connecting', attempt })

/** Makes a state `Open`. */
export const open = ({
  url = 'ws://peer/',
  protocol = '',
  extensions = '',
}: { readonly [Field in Exclude<keyof Open, '_tag'>]?: Open[Field] | undefined } = {}): Open => ({
  _tag: 'Open',
  url,
  protocol,
  extensions,
})

/** Makes a state `Waiting`. */
export const waiting = (fields: Omit<Waiting, '_tag'>): Waiting => ({ _tag: 'Waiting', ...fields })

/** Makes a state `Closing`. */
export const closing = (code = 1000, reason = ''): Closing => ({ _tag: 'Closing', code, reason })

/** Makes a state `Closed`. */
export const closed = (code = 1000, reason = '', wasClean = true): Closed => ({
  _tag: 'Closed',
  code,
  reason,
  wasClean,
})

/** Makes a state `Failed`. */
export const failed = (error: ConnectionError): Failed => ({ _tag: 'Failed', error })
