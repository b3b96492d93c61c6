import type { ConnectionError } from '../model/connection-error.ts'
import type { CloseEventFields } from './events/close-event.ts'

type Tags = ReadonlyArray<ConnectionError['_tag']>

const failing: Tags = ['AddressFailed', 'HandshakeFailed', 'GreetingFailed', 'ConnectTimedOut', 'ProtocolFailed']

const ending: Tags = [...failing, 'ConnectionLost', 'HeartbeatTimedOut', 'RetriesExhausted']

/**
 * Whether WHATWG WebSockets *fails* the connection at this error, so that an `error` event precedes the `close` event.
 * Not for a lost line or a silent peer: graphql-ws takes an `error` event of an open socket as fatal and stops retrying.
 */
export function isFailing({ _tag }: ConnectionError): boolean {
  return failing.includes(_tag)
}

/** Whether the error ends a dial or a connection. Any other error concerns messages only. */
export function isEnding({ _tag }: ConnectionError): boolean {
  return ending.includes(_tag)
}

/** The fields of the `close` event for an error. Without a close frame it is 1006 (RFC 6455, section 7.1.5). */
export function closeFieldsOf(error: ConnectionError): CloseEventFields {
  if (error._tag === 'RetriesExhausted') return closeFieldsOf(error.cause)
  return error._tag === 'ConnectionLost' ? error : { code: 1006 }
}
