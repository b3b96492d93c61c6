import type { Issues } from './issue.ts'

/** The fields of every error of a connection: it is a real `Error`, and its `message` is fit for a person and free of secrets. */
export interface Tagged<Tag extends string> extends Error {
  /** The kind of the error. */
  readonly _tag: Tag
  /** The name of the connection, as in its options. */
  readonly connection: string
}

/**
 * The `url`, `headers` or `protocols` function threw, rejected or gave an unusable value; or the address or headers can
 * never be dialed.
 */
export type AddressFailed = Tagged<'AddressFailed'>

/** The opening handshake failed: nothing listens, TLS did not verify, or the peer did not answer with 101. */
export interface HandshakeFailed extends Tagged<'HandshakeFailed'> {
  /** The HTTP status, if the peer answered with HTTP. Browsers hide it. */
  readonly status?: number
  /** The wait that the peer requests with `Retry-After`, in milliseconds. */
  readonly retryAfter?: number
  /** `true`: the peer chose no subprotocol, or one that was not offered. Browsers hide it. */
  readonly isSubprotocolRefused?: boolean
  /** `true`: the same dial would be refused again, since the peer's certificate is not accepted. Browsers hide it. */
  readonly isLasting?: boolean
  /**
   * The headers of the answer, by lower-case name. Not enumerable, as `body` and `location`: no log shows the secrets
   * that a peer may send or echo. Browsers hide all three.
   */
  readonly headers?: Readonly<Record<string, string | ReadonlyArray<string>>>
  /** The first 4,096 bytes of the answer's body, as text. Absent if it is empty or compressed. */
  readonly body?: string
  /** The `Location` of a redirect. Redirects are not followed. */
  readonly location?: string
}

/** `greet` threw, or its Observable errored. */
export type GreetingFailed = Tagged<'GreetingFailed'>

/** Address, handshake and greeting together took longer than `connectTimeout`. */
export type ConnectTimedOut = Tagged<'ConnectTimedOut'>

/** An open connection ended: the peer closed it, or it broke (code 1006, RFC 6455 section 7.1.5). */
export interface ConnectionLost extends Tagged<'ConnectionLost'> {
  /** The close code (RFC 6455, section 7.4). */
  readonly code: number
  /** The peer's own text. Treat it as input. */
  readonly reason: string
  /** Whether the closing handshake was completed (RFC 6455, section 7.1.4). */
  readonly wasClean: boolean
}

/** The peer was silent for longer than the heartbeat allows. */
export type HeartbeatTimedOut = Tagged<'HeartbeatTimedOut'>

/** The peer broke RFC 6455, or a limit of ours. */
export interface ProtocolFailed extends Tagged<'ProtocolFailed'> {
  /** The close code that the peer was sent. */
  readonly code: number
}

/** The codec refused a received message. The connection stays open. */
export interface DecodeFailed extends Tagged<'DecodeFailed'> {
  /** The message before decoding. Never part of `message`. */
  readonly data: string | Uint8Array
  /** Each problem, with its path in the value. */
  readonly issues: Issues
}

/** The codec refused a message. It was never sent. */
export interface EncodeFailed extends Tagged<'EncodeFailed'> {
  /** Each problem, with its path in the value. */
  readonly issues: Issues
}

/** The connection is not open, and not about to be. */
export type NotOpen = Tagged<'NotOpen'>

/** The outbox is as full as its options allow. The message was never sent. */
export type OutboxFull = Tagged<'OutboxFull'>

/** The connection broke while messages were being written: the peer may have received them, or not. */
export type SendUncertain = Tagged<'SendUncertain'>

/** RFC 6455 forbids to send the close code or reason. Nothing was stopped. */
export type CloseInvalid = Tagged<'CloseInvalid'>

/** `maxAttempts` dials in a row failed. */
export interface RetriesExhausted extends Tagged<'RetriesExhausted'> {
  /** The number of dials in this outage. */
  readonly attempts: number
  /** The error of the last dial. */
  readonly cause: ConnectionError
}

/** An option could not be used: a function of it threw, or it gave a value that makes no sense. The connection goes on without it. */
export interface OptionIgnored extends Tagged<'OptionIgnored'> {
  /** The option, as code would address it: `retry.diagnose`. */
  readonly option: string
}

/** Every error of a connection. A minor version may add tags, so fold it with `matchError`. */
export type ConnectionError =
  | AddressFailed
  | HandshakeFailed
  | GreetingFailed
  | ConnectTimedOut
  | ConnectionLost
  | HeartbeatTimedOut
  | ProtocolFailed
  | DecodeFailed
  | EncodeFailed
  | NotOpen
  | OutboxFull
  | SendUncertain
  | CloseInvalid
  | RetriesExhausted
  | OptionIgnored

/** Settings or options that can never work. */
export interface SettingsInvalid extends Error {
  /** The tag of this error. */
  readonly _tag: 'SettingsInvalid'
  /** All problems, each with its path. */
  readonly issues: Issues
}

/** The project's settings hold no connection of this name. */
export type ConnectionUnknown = Tagged<'ConnectionUnknown'>

/** WebSocket communication is switched off in the project's settings. */
export type PluginDisabled = Tagged<'PluginDisabled'>

type Fields<E extends Error> = Omit<E, keyof Error | '_tag' | 'connection'>

class Failure extends Error {
  constructor(tag: string, message: string, fields: object, cause: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    Object.assign(this, { _tag: tag }, fields)
    // Printed errors begin with `name`, and people look for the tag.
    Object.defineProperty(this, 'name', { value: tag })
  }
}

/**
 * Makes an error of a connection: the only place that does.
 *
 * @param event - a sentence without the name of the connection: what happened, to what, and what to do
 */
export function failure<Tag extends ConnectionError['_tag'] | 'ConnectionUnknown' | 'PluginDisabled'>(
  tag: Tag,
  connection: string,
  event: string,
  fields: Fields<Extract<ConnectionError | ConnectionUnknown | PluginDisabled, { _tag: Tag }>>,
  cause?: unknown,
): Extract<ConnectionError | ConnectionUnknown | PluginDisabled, { _tag: Tag }> {
  return new Failure(tag, `${connection}: ${event}`, { connection, ...fields }, cause) as never
}

/**
 * Makes an error of the layers above a connection, which have unions of their own.
 *
 * @param what - what happened, as a sentence without the connection's name
 */
export function taggedError<E extends Tagged<string>>(
  tag: E['_tag'],
  connection: string,
  what: string,
  fields: Omit<Fields<E>, 'cause'>,
  cause?: unknown,
): E {
  return new Failure(tag, `${connection}: ${what}`, { connection, ...fields }, cause) as never
}

/**
 * Makes the error that lists all faults of settings or options.
 *
 * @param subject - the thing that is invalid, as a plural: `The settings`
 */
export function settingsInvalid(issues: Issues, subject = 'The settings'): SettingsInvalid {
  const list = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return new Failure('SettingsInvalid', `${subject} can never work. ${list.join('; ')}`, { issues }, undefined) as never
}
