import { type ConnectionError, type Tagged, taggedError } from '../../model/connection-error.ts'

/** The peer answered the request with an error. */
export interface Refused<Refusal> extends Tagged<'Refused'> {
  /** The left value of `read`: the error of the peer. Never part of `message`. */
  readonly refusal: Refusal
}

/** No reply came within `timeout`. The peer may have carried out the request. */
export interface ReplyTimedOut extends Tagged<'ReplyTimedOut'> {
  /** Milliseconds. */
  readonly timeout: number
}

/** The connection ended before the reply came, or the reply could not be read. The peer may have carried out the request. */
export interface ReplyLost extends Tagged<'ReplyLost'> {
  /** The error that ended the connection, or the reason why the reply is unreadable. */
  readonly cause: ConnectionError
}

/** The request never left this process and never will. */
export interface NotSent extends Tagged<'NotSent'> {
  /** The error of the message, as `send` emits it. */
  readonly cause: ConnectionError
}

/** The errors of a request. */
export type RequestError<Refusal> = Refused<Refusal> | ReplyTimedOut | ReplyLost | NotSent

export function refused<Refusal>(connection: string, refusal: Refusal): Refused<Refusal> {
  const what = 'the peer answered the request with an error (see refusal)'
  return taggedError<Refused<Refusal>>('Refused', connection, what, { refusal })
}

export function replyTimedOut(connection: string, timeout: number): ReplyTimedOut {
  const what = `no reply came within ${timeout} ms. The peer may have carried out the request`
  return taggedError<ReplyTimedOut>('ReplyTimedOut', connection, what, { timeout })
}

export function replyLost(connection: string, cause: ConnectionError): ReplyLost {
  const what = 'the connection ended before the reply came. The peer may have carried out the request'
  return taggedError<ReplyLost>('ReplyLost', connection, what, {}, cause)
}

export function replyUnreadable(connection: string, cause: ConnectionError): ReplyLost {
  const what = 'a reply came, but it could not be read (see cause). The peer may have carried out the request'
  return taggedError<ReplyLost>('ReplyLost', connection, what, {}, cause)
}

export function notSent(connection: string, cause: ConnectionError): NotSent {
  return taggedError<NotSent>(
    'NotSent',
    connection,
    'the request was not sent, and never will be (see cause)',
    {},
    cause,
  )
}
