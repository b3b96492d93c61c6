import { text } from '../../codecs/text.ts'
import type { Socket } from '../../transport/transport.ts'
import { tell } from '../channels.ts'
import { decodeMessage, toBytes, toText } from '../coding.ts'
import type { Core } from '../core.ts'

/** Stands for a message that gave no value to hand on. */
const nothing: unique symbol = Symbol('nothing')

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
  // Taken now: whoever joins while this message is delivered is not told it.
  const { values, events, texts, bytes } = core.lanes
  const { isReply } = core.setup
  const decodes = values.length > 0 || events.length > 0 || isReply !== undefined
  const message = readKind(socket, data, isBinary, decodes || texts.length > 0)
  if (message === undefined) return

  if (decodes) {
    const value = readValue(core, message)
    if (value !== nothing) {
      if (isReply !== undefined && recognizes(isReply, value)) {
        core.ponged()
        return
      }
      tell(values, value)
      if (events.length > 0) tell(events, { _tag: 'Message', value, data: message })
    }
  }
  if (texts.length > 0) tell(texts, typeof message === 'string' ? message : toText(message))
  if (bytes.length > 0) tell(bytes, typeof data === 'string' ? toBytes(data) : data)
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

function readValue<In, Out>(core: Core<In, Out>, message: string | Uint8Array): In | typeof nothing {
  const { name, codec } = core.setup
  // The default codec on text is the identity: this spares the hot path its `Either`.
  if ((codec as unknown) === text && typeof message === 'string') return message as In
  const decoded = decodeMessage(name, codec, message)
  if (decoded._tag === 'Right') return decoded.right
  core.publishFault(decoded.left)
  return nothing
}

/** A predicate of the user's that throws has not recognised a reply. */
function recognizes<In>(isReply: (value: In) => boolean, value: In): boolean {
  try {
    return isReply(value)
  } catch {
    return false
  }
}
