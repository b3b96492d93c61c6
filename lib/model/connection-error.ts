import type { Issues } from './issue.ts'

/**
 * What every error of a connection has: it is a real `Error` whose `_tag` says what happened, whose `message` is fit
 * for a person and free of secrets, and whose `connection` is the name of the connection it befell.
 */
export interface Tagged<Tag extends string> extends Error {
  readonly _tag: Tag
  /** The name of the connection, as in its options. */
  readonly connection: string
}

/** The `url` or `headers` function threw, rejected, or answered something that is no WebSocket address. */
export type AddressFailed = Tagged<'AddressFailed'>

/** The opening handshake failed: nobody listens, TLS did not verify, or the peer answered something else than 101. */
export interface HandshakeFailed extends Tagged<'HandshakeFailed'> {
  /** The HTTP status, where the peer answered HTTP. Browsers hide it. */
  readonly status?: number
  /** What `Retry-After` asked for, in milliseconds. */
  readonly retryAfter?: number
}

/** `greet` threw or its Observable errored. */
export type GreetingFailed = Tagged<'GreetingFailed'>

/** Address, handshake and greeting together took longer than `connectTimeout`. */
export type ConnectTimedOut = Tagged<'ConnectTimedOut'>

/** An established connection ended: the peer closed it, or it broke (code 1006, RFC 6455 section 7.1.5). */
export interface ConnectionLost extends Tagged<'ConnectionLost'> {
  readonly code: number
  readonly reason: string
}

/** Nothing came from the peer for longer than the heartbeat allows. */
export type HeartbeatTimedOut = Tagged<'HeartbeatTimedOut'>

/** The peer broke RFC 6455 or a limit of ours; `code` is the close code for that. */
export interface ProtocolFailed extends Tagged<'ProtocolFailed'> {
  readonly code: number
}

/** The codec refused a message that came in. The connection lives on. */
export interface DecodeFailed extends Tagged<'DecodeFailed'> {
  /** The message as it came. Never part of `message`. */
  readonly data: string | Uint8Array
  readonly issues: Issues
}

/** The codec refused a message that was to go out. It never left. */
export interface EncodeFailed extends Tagged<'EncodeFailed'> {
  readonly issues: Issues
}

/** There was no connection to do it with, and none was on its way. */
export type NotOpen = Tagged<'NotOpen'>

/** The outbox held as much as its options allow. The message never left. */
export type OutboxFull = Tagged<'OutboxFull'>

/** The connection broke while messages were being written: the peer may have them or not. */
export type SendUncertain = Tagged<'SendUncertain'>

/** A close code or reason that RFC 6455 forbids to send. Nothing was stopped. */
export type CloseInvalid = Tagged<'CloseInvalid'>

/** `maxAttempts` dials in a row failed; `cause` is why the last one did. */
export interface RetriesExhausted extends Tagged<'RetriesExhausted'> {
  readonly attempts: number
  readonly cause: ConnectionError
}

/** Everything that can go wrong with a connection. May gain tags in a minor version: fold it with `matchError`. */
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

/** The settings or options can never work. Every fault is listed, each with its path. */
export interface SettingsInvalid extends Error {
  readonly _tag: 'SettingsInvalid'
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
    // A prototype-less name keeps the class out of printed errors: people read the tag.
    Object.defineProperty(this, 'name', { value: tag })
  }
}

/**
 * Makes an error of the tag: the one place where errors are born.
 *
 * @param what - what happened, as a sentence without the connection's name
 */
export function failure<Tag extends ConnectionError['_tag'] | 'ConnectionUnknown' | 'PluginDisabled'>(
  tag: Tag,
  connection: string,
  what: string,
  fields: Fields<Extract<ConnectionError | ConnectionUnknown | PluginDisabled, { _tag: Tag }>>,
  cause?: unknown,
): Extract<ConnectionError | ConnectionUnknown | PluginDisabled, { _tag: Tag }> {
  return new Failure(tag, `${connection}: ${what}`, { connection, ...fields }, cause) as never
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

/** Makes the error that lists every fault of settings or options. */
export function settingsInvalid(issues: Issues): SettingsInvalid {
  const list = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return new Failure(
    'SettingsInvalid',
    `The settings can never work. ${list.join('; ')}`,
    { issues },
    undefined,
  ) as never
}
