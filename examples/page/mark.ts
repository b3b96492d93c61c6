import type { Either } from 'fp-ts/lib/Either.js'
import type { ConnectionError, ConnectionState } from 'pulsewire'

/** The rows of the diagram. */
export type LaneName = 'state' | 'sent' | 'received' | 'errors' | 'heartbeat'

/** One event, with its lane, its look and its text. */
export interface Mark {
  readonly lane: LaneName
  /** A state's tag, an error's tag, or the kind of a message. */
  readonly kind: string
  /** A few characters that are drawn on the mark. */
  readonly label: string
  /** The whole text, shown on request. */
  readonly value: string
}

/** The connection entered a state, and stays in it until the next one. */
export function stood(state: ConnectionState): Mark {
  return { lane: 'state', kind: state._tag, label: state._tag, value: describe(state) }
}

/** A message arrived. */
export function received(data: string | Uint8Array): Mark {
  return { lane: 'received', kind: kindOf(data), label: show(data), value: show(data) }
}

/** A result of `send`: `Right` with the message that was sent, `Left` with the error that prevented it. */
export function answered(result: Either<ConnectionError, string | Uint8Array>): Mark {
  if (result._tag === 'Right') {
    return { lane: 'sent', kind: kindOf(result.right), label: show(result.right), value: show(result.right) }
  }
  return { lane: 'sent', kind: 'unsent', label: '×', value: `${result.left._tag}: ${result.left.message}` }
}

/** An error of any action. */
export function failed(error: ConnectionError): Mark {
  return { lane: 'errors', kind: error._tag, label: error._tag, value: error.message }
}

/** The server answered the heartbeat. */
export function beat(ms: number): Mark {
  return { lane: 'heartbeat', kind: 'answer', label: '', value: `answered within ${ms} ms` }
}

/** Describes a state in a sentence. */
export function describe(state: ConnectionState): string {
  switch (state._tag) {
    case 'Idle':
      return 'described, never started'
    case 'Connecting':
      return `attempt ${state.attempt}`
    case 'Open':
      return state.url
    case 'Waiting':
      return `${(state.delay / 1000).toFixed(1)} s before attempt ${state.attempt}, because of ${state.cause._tag}`
    case 'Closing':
      return `saying goodbye with ${state.code}`
    case 'Closed':
      return `${state.code} ${state.reason}`.trim() + (state.wasClean ? ', cleanly' : ', not cleanly')
    case 'Failed':
      return state.error.message
  }
}

function kindOf(data: string | Uint8Array): string {
  return typeof data === 'string' ? 'text' : 'binary'
}

function show(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : [...data].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
}
