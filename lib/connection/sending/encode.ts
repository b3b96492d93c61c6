import type { Either } from 'fp-ts/lib/Either.js'

import { decodeUtf8, encodeUtf8 } from '../../codecs/utf8.ts'
import type { Codec } from '../../model/codec.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import { codecThrew, describeIssues, type Issues } from '../../model/issue.ts'

const misencoded: Issues = [{ path: '', message: 'the codec made neither a string nor a Uint8Array of it' }]
const notText: Issues = [{ path: '', message: 'these bytes are no UTF-8, so they cannot be sent as text' }]

/**
 * Encodes a message that is to go out. A codec that refuses or throws makes an `EncodeFailed` of it.
 *
 * @param binary - `undefined`: the codec decides. Otherwise the value is text or bytes, goes past the codec and is
 * sent as binary (`true`) or text (`false`)
 */
export function encodeMessage<Out>(
  name: string,
  codec: Codec<unknown, Out>,
  value: Out,
  binary: boolean | undefined,
): Either<ConnectionError, string | Uint8Array> {
  try {
    const encoded = binary === undefined ? codec.encode(value) : toKind(value, binary)
    if (encoded._tag === 'Left') return unencoded(name, encoded.left)
    // A codec without types may answer anything; what has no size would spoil the outbox's account.
    const { right } = encoded
    return typeof right === 'string' || right instanceof Uint8Array ? encoded : unencoded(name, misencoded)
  } catch (cause) {
    return unencoded(name, codecThrew, cause)
  }
}

function unencoded(name: string, issues: Issues, cause?: unknown): Either<ConnectionError, never> {
  const what = describeIssues('a message that was to go out does not encode', issues)
  return E.left(failure('EncodeFailed', name, what, { issues }, cause))
}

function toKind(value: unknown, binary: boolean): Either<Issues, string | Uint8Array> {
  if (typeof value === 'string') return E.right(binary ? encodeUtf8(value) : value)
  if (!(value instanceof Uint8Array)) return E.left([{ path: '', message: 'expected a string or a Uint8Array' }])
  if (binary) return E.right(value)
  const decoded = decodeUtf8(value)
  return decoded === undefined ? E.left(notText) : E.right(decoded)
}
