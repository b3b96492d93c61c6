import type { ConnectionState } from '../model/connection-state.ts'
import type { RecordedError, RecordedState } from './recording/recorded-event.ts'

/** Numbers of an error that a test can expect: its message may change. */
export type OutlinedError = Omit<RecordedError, 'message' | 'cause'>

/** A state or a fault, inspected or recorded. */
export type Outlined =
  | (Pick<RecordedState, 'attempt' | 'delay' | 'code' | 'reason' | 'wasClean'> & {
      readonly _tag: ConnectionState['_tag']
    })
  | { readonly _tag: 'Fault'; readonly error: OutlinedError }

/**
 * Describes a state or a fault in one line: its tag, and the numbers that belong to it. Tests that `toTest` writes expect
 * such lines. Times of day, addresses and the text of messages are not in it.
 *
 * @example
 * chat.pipe(filter((event) => event._tag !== 'Message'), map(outline)).subscribe((line) => console.log(line))
 */
export function outline(event: Outlined): string {
  switch (event._tag) {
    case 'Idle':
    case 'Open':
    case 'Failed':
      return event._tag
    case 'Connecting':
      return `Connecting, attempt ${event.attempt ?? 1}`
    case 'Waiting':
      return `Waiting ${event.delay ?? 0} ms for attempt ${event.attempt ?? 1}`
    case 'Closing':
      return `Closing ${closeText(event)}`
    case 'Closed':
      return `Closed ${closeText(event)}${event.wasClean === false ? ', not clean' : ''}`
    case 'Fault':
      return `Fault ${errorText(event.error)}`
  }
}

function closeText({ code = 1005, reason = '' }: { readonly code?: number; readonly reason?: string }): string {
  return reason === '' ? `${code}` : `${code} ${JSON.stringify(reason)}`
}

/** An error in a few words: its tag, and its code, status or number of attempts. */
function errorText(error: OutlinedError): string {
  const { _tag, code, reason, status, attempts } = error
  if (code !== undefined) return `${_tag} ${closeText({ code, reason: reason ?? '' })}`
  if (status !== undefined) return `${_tag} ${status}`
  return attempts === undefined ? _tag : `${_tag} after ${attempts} attempts`
}
