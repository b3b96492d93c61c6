import { type EncodeFailed, type Tagged, taggedError } from '../../model/connection-error.ts'

/** The window of the session is full. The message was not accepted and never will be sent. */
export type WindowFull = Tagged<'WindowFull'>

/**
 * The session was lost after the message was sent, and before the other end acknowledged it. The other end may have taken
 * it. It is not sent again.
 */
export type DeliveryUncertain = Tagged<'DeliveryUncertain'>

/** The session has ended, and the message was never sent and never will be. */
export type SessionEnded = Tagged<'SessionEnded'>

/** The errors of a message that is given to `deliver`. */
export type DeliveryError = WindowFull | DeliveryUncertain | SessionEnded | EncodeFailed

export function windowFull(connection: string): WindowFull {
  const what =
    'message not accepted: the window of the session is full. Deliver less until results come, or raise window.limit and window.bytes.'
  return taggedError<WindowFull>('WindowFull', connection, what, {})
}

export function deliveryUncertain(connection: string, cause?: unknown): DeliveryUncertain {
  const what =
    'the session was lost before the other end acknowledged the message. The other end may have taken it. Ask it before you deliver the message again.'
  return taggedError<DeliveryUncertain>('DeliveryUncertain', connection, what, {}, cause)
}

export function sessionEnded(connection: string): SessionEnded {
  const what = 'message not sent: its session has ended, since no socket resumed it in time. It never left.'
  return taggedError<SessionEnded>('SessionEnded', connection, what, {})
}
