import { text } from '../../codecs/text.ts'
import { decodeUtf8Leniently, encodeUtf8 } from '../../codecs/utf8.ts'
import type { Socket } from '../../transport/transport.ts'
import type { Core } from '../core.ts'
import { emit, isObserved } from '../subscriber-list.ts'
import { decodeMessage } from './decode.ts'

/** Stands for a message that gave no value to hand on. */
const noValue: unique symbol = Symbol('nothing')

/**
 * Hands a message straight to whoever takes messages. It is read as text at most once and decoded at most once, and
 * only if somebody wants that; invalid UTF-8 in a text message fails the connection whoever listens.
 */
export function deliver<In, Out>(
  core: Core<In, Out>,
  socket: Socket,
  data: string | Uint8Array,
  isBinary: boolean,
): void {
  // `joined` is read now: a subscriber that joins while this message is delivered does not get it.
  const { values, events, texts, bytes, joined } = core.channels
  const { isReply } = core.options
  const decodes = isObserved(values) || isObserved(events) || isReply !== undefined
  const message = readKind(socket, data, isBinary, decodes || isObserved(texts))
  if (message === undefined) return

  if (decodes) {
    const value = readValue(core, message)
    if (value !== noValue) {
      if (isReply !== undefined && recognizes(isReply, value)) {
        core.dial?.measureLatency()
        return
      }
      emit(values, value, joined)
      if (isObserved(events)) emit(events, { _tag: 'Message', value, data: message }, joined)
    }
  }
  if (isObserved(texts)) emit(texts, typeof message === 'string' ? message : decodeUtf8Leniently(message), joined)
  if (isObserved(bytes)) emit(bytes, typeof data === 'string' ? encodeUtf8(data) : data, joined)
}

/** The message as its kind has it; `undefined` where it was invalid text, and the socket has begun to fail. */
export function readKind(
  socket: Socket,
  data: string | Uint8Array,
  isBinary: boolean,
  wantsText: boolean,
): string | Uint8Array | undefined {
  if (isBinary || typeof data === 'string') return data
  if (wantsText) return socket.toText?.(data) ?? undefined
  return socket.isText?.(data) === false ? undefined : data
}

function readValue<In, Out>(core: Core<In, Out>, message: string | Uint8Array): In | typeof noValue {
  const { name, codec } = core.options
  // The default codec on text is the identity: this spares the hot path its `Either`.
  if ((codec as unknown) === text && typeof message === 'string') return message as In
  const decoded = decodeMessage(name, codec, message)
  if (decoded._tag === 'Right') return decoded.right
  core.publishFault(decoded.left)
  return noValue
}

/** A predicate of the user's that throws has not recognised a reply. */
function recognizes<In>(isReply: (value: In) => boolean, value: In): boolean {
  try {
    return isReply(value)
  } catch {
    return false
  }
}
