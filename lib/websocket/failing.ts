import type { ConnectionError } from '../model/connection-error.ts'
import type { CloseEventFields } from './events/close-event.ts'

/**
 * Whether WHATWG WebSockets *fails* the connection at this error, so that an `error` event precedes the `close` event.
 * Not for a lost line or a silent peer: graphql-ws takes an `error` event of an open socket as fatal and stops retrying.
 */
export function isFailing({ _tag }: ConnectionError): boolean {
  return (
    _tag === 'AddressFailed' ||
    _tag === 'HandshakeFailed' ||
    _tag === 'GreetingFailed' ||
    _tag === 'ConnectTimedOut' ||
    _tag === 'ProtocolFailed'
  )
}

/** Whether the error ends a dial or a connection. Any other error concerns messages only. */
export function isEnding(error: ConnectionError): boolean {
  const { _tag } = error
  return isFailing(error) || _tag === 'ConnectionLost' || _tag === 'HeartbeatTimedOut' || _tag === 'RetriesExhausted'
}

/** The fields of the `close` event for an error. Without a close frame it is 1006 (RFC 6455, section 7.1.5). */
export function closeFieldsOf(error: ConnectionError): CloseEventFields {
  if (error._tag === 'RetriesExhausted') return closeFieldsOf(error.cause)
  if (error._tag !== 'ConnectionLost') return { code: 1006 }
  const { code, reason, wasClean } = error
  return { code, reason, wasClean }
}
