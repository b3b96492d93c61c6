import { text } from '../../codecs/text.ts'
import { decodeUtf8Leniently, encodeUtf8 } from '../../codecs/utf8.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import { codecThrew } from '../../model/issue.ts'
import { discardPromise, isPromise } from '../../model/mistakes/discard-promise.ts'
import type { Socket } from '../../transport/transport.ts'
import type { Core } from '../core.ts'
import { emit, isObserved } from '../subscriber-list.ts'
import { decodeMessage } from './decode.ts'
import { nothing } from './nothing.ts'

/**
 * Emits a message directly to the channels. It is decoded as UTF-8 at most once and by the codec at most once, and only
 * if a subscriber needs that. A text message with invalid UTF-8 fails the connection (1007), whoever is subscribed.
 */
export function deliver<In, Out>(
  core: Core<In, Out>,
  socket: Socket,
  data: string | Uint8Array,
  isBinary: boolean,
): boolean {
  // `joined` is read now: a subscriber that joins while this message is delivered does not get it.
  const { values, events, texts, bytes, joined } = core.channels
  const { isReply, incoming } = core.options
  const decodes = isObserved(values) || isObserved(events) || isReply !== undefined || incoming !== undefined
  const message = readKind(socket, data, isBinary, decodes || isObserved(texts))
  if (message === undefined) return false

  if (decodes) {
    const decoded = readValue(core, message)
    if (decoded !== nothing && isReply !== undefined && recognizes(core, isReply, decoded)) {
      core.dial?.heartbeat.measureLatency()
      return true
    }
    const value = decoded === nothing || incoming === undefined ? decoded : pass(core, incoming, decoded, message)
    if (value !== nothing) {
      emit(values, value, joined)
      if (isObserved(events)) emit(events, { _tag: 'Message', value, data: message }, joined)
    } else if (decoded !== nothing) return true // The stage has kept the message to itself.
  }
  if (isObserved(texts)) {
    const text = typeof message === 'string' ? message : toText(core, message)
    if (text !== nothing) emit(texts, text, joined)
  }
  if (isObserved(bytes)) {
    // Text that came as bytes is copied: the adapter may have given a view of a larger buffer.
    const own = typeof data === 'string' ? encodeUtf8(data) : isBinary ? data : new Uint8Array(data)
    emit(bytes, own, joined)
  }
  return true
}

/** Reads a message by its kind. Returns `undefined` for invalid text: the socket has then begun to fail. */
export function readKind(
  socket: Socket,
  data: string | Uint8Array,
  isBinary: boolean,
  wantsText: boolean,
): string | Uint8Array | undefined {
  if (isBinary || typeof data === 'string') return data
  if (wantsText) return socket.toText?.(data)
  return socket.isText?.(data) === false ? undefined : data
}

/** Bytes above `maxMessageSize`, which a transport of the user may give, can be too long for a string. */
function toText<In, Out>(core: Core<In, Out>, message: Uint8Array): string | typeof nothing {
  try {
    return decodeUtf8Leniently(message)
  } catch (cause) {
    const fields = { data: message, issues: [{ path: '', message: 'too long' }] }
    return fail(
      core,
      failure('DecodeFailed', core.options.name, 'a received message is too long to be text', fields, cause),
    )
  }
}

function readValue<In, Out>(core: Core<In, Out>, message: string | Uint8Array): In | typeof nothing {
  const { name, codec } = core.options
  // The default codec returns text unchanged: this saves the hot path an `Either`.
  if ((codec as unknown) === text && typeof message === 'string') return message as In
  const decoded = decodeMessage(name, codec, message)
  return decoded._tag === 'Right' ? decoded.right : fail(core, decoded.left)
}

/** Gives a decoded message to the stage behind the codec. A stage that throws has not understood the message. */
function pass<In, Out>(
  core: Core<In, Out>,
  incoming: (value: In) => In | typeof nothing,
  value: In,
  message: string | Uint8Array,
): In | typeof nothing {
  try {
    return incoming(value)
  } catch (cause) {
    const fields = { data: message, issues: codecThrew }
    return fail(core, failure('DecodeFailed', core.options.name, 'a received message does not decode', fields, cause))
  }
}

function fail<In, Out>(core: Core<In, Out>, error: ConnectionError): typeof nothing {
  core.publishFault(error)
  return nothing
}

/** A user's `isReply` that throws, or is `async`, has not recognized a reply. */
function recognizes<In, Out>(core: Core<In, Out>, isReply: (value: In) => unknown, value: In): boolean {
  try {
    const answer = isReply(value)
    if (!isPromise(answer)) return Boolean(answer)
    discardPromise(answer)
    throw new TypeError('it returned a Promise and not a boolean')
  } catch (cause) {
    const what = 'heartbeat.isReply failed (see cause): not a reply'
    core.publishFault(failure('OptionIgnored', core.options.name, what, { option: 'heartbeat.isReply' }, cause))
    return false
  }
}
