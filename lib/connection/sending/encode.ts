import type { Either } from 'fp-ts/lib/Either.js'

import { issuesOfAnswer } from '#checks'

import { type Bytes, toBytes } from '../../codecs/bytes.ts'
import { decodeUtf8, encodeUtf8 } from '../../codecs/utf8.ts'
import type { Codec } from '../../model/codec.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import { codecThrew, describeIssues, type Issues } from '../../model/issue.ts'
import { discardPromise } from '../../model/mistakes/discard-promise.ts'

const misencoded: Issues = [{ path: '', message: 'the codec encoded it to neither a string nor bytes' }]
const notData: Issues = [{ path: '', message: 'send({ binary }) takes a string or bytes, since it bypasses the codec' }]
const notText: Issues = [{ path: '', message: 'these bytes are not valid UTF-8, so they cannot be sent as text' }]

/**
 * Encodes an outgoing message. Answers an `EncodeFailed` if the codec refuses the value, or throws.
 *
 * @param binary - `undefined`: the codec decides. Otherwise the value is text or bytes, bypasses the codec, and is sent as
 * binary (`true`) or text (`false`)
 */
export function encodeMessage<Out>(
  name: string,
  codec: Codec<unknown, Out>,
  value: Out,
  binary: boolean | undefined,
): Either<ConnectionError, string | Uint8Array> {
  try {
    const encoded = (binary === undefined ? codec.encode(value) : toKind(value, binary)) as
      Either<Issues, string | Bytes> | undefined
    if (encoded?._tag !== 'Right') {
      discardPromise(value) // Of an `async` function: nothing waits for it.
      return unencoded(name, issuesOfAnswer(encoded))
    }
    const { right } = encoded
    // A codec without types may answer anything, and the outbox counts sizes.
    const data = typeof right === 'string' ? right : toBytes(right)
    if (data === undefined) return unencoded(name, misencoded)
    // The codec's own Either is reused: every sent message comes through here.
    return data === right ? (encoded as Either<never, string | Uint8Array>) : E.right(data)
  } catch (cause) {
    return unencoded(name, codecThrew, cause)
  }
}

function unencoded(name: string, issues: Issues, cause?: unknown): Either<ConnectionError, never> {
  const event = describeIssues('message not sent: it does not encode', issues)
  return E.left(failure('EncodeFailed', name, event, { issues }, cause))
}

/** The transport threw while it took a message. */
export function uncertain(name: string, cause: unknown): ConnectionError {
  const what = 'the transport threw while a message was handed to it. The peer may have received the message.'
  return failure('SendUncertain', name, what, {}, cause)
}

function toKind(value: unknown, binary: boolean): Either<Issues, string | Uint8Array> {
  if (typeof value === 'string') return E.right(binary ? encodeUtf8(value) : value)
  const bytes = toBytes(value)
  if (bytes === undefined) return E.left(notData)
  if (binary) return E.right(bytes)
  const decoded = decodeUtf8(bytes)
  return decoded === undefined ? E.left(notText) : E.right(decoded)
}
