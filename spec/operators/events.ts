import { type ConnectionError, type ConnectionEvent, message, state } from 'pulsewire'

import { failure } from '../../lib/model/connection-error.ts'

export const error: ConnectionError = failure('ConnectionLost', 'chat', 'lost', { code: 1006, reason: '', wasClean: false })
export const other: ConnectionError = failure('NotOpen', 'chat', 'not open', {})

/** One event for each letter of a marble diagram. */
export const events: Record<string, ConnectionEvent<string>> = {
  i: state.idle,
  c: state.connecting(),
  o: state.open(),
  w: state.waiting({ attempt: 2, delay: 1, until: 1, cause: error }),
  s: state.closing(),
  x: state.closed(),
  f: state.failed(error),
  a: message('hello'),
  b: message('world'),
  y: message('bytes', Uint8Array.of(98, 195)),
  e: { _tag: 'Fault', error },
  n: { _tag: 'Fault', error: other },
}
