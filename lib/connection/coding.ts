import type { Either } from 'fp-ts/lib/Either.js'

import type { Codec } from '../model/codec.ts'
import { type ConnectionError, failure } from '../model/connection-error.ts'
import * as E from '../model/either.ts'
import type { Issues } from '../model/issue.ts'

const misencoded: Issues = [{ path: '', message: 'the codec made neither a string nor a Uint8Array of it' }]
const threw: Issues = [{ path: '', message: 'the codec threw' }]

/** Decodes a message that came in. A codec that refuses or throws makes a `DecodeFailed` of it. */
export function decodeMessage<In>(
  name: string,
  codec: Codec<In, never>,
  data: string | Uint8Array,
): Either<ConnectionError, In> {
  try {
    const decoded = codec.decode(data)
    return decoded._tag === 'Right' ? decoded : undecoded(name, data, decoded.left)
  } catch (cause) {
    return undecoded(name, data, threw, cause)
  }
}

function undecoded(
  name: string,
  data: string | Uint8Array,
  issues: Issues,
  cause?: unknown,
): Either<ConnectionError, never> {
  const what = explain('a message that came in does not decode', issues)
  return E.left(failure('DecodeFailed', name, what, { data, issues }, cause))
}

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
    return unencoded(name, threw, cause)
  }
}

function unencoded(name: string, issues: Issues, cause?: unknown): Either<ConnectionError, never> {
  const what = explain('a message that was to go out does not encode', issues)
  return E.left(failure('EncodeFailed', name, what, { issues }, cause))
}

function explain(what: string, [first]: Issues): string {
  if (first === undefined) return what
  // A quoted key is one of a dictionary, and so a part of the message.
  const place = first.path === '' || first.path.includes('["') ? '' : `${first.path}: `
  return `${what}: ${place}${first.message}`
}

const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

function toKind(value: unknown, binary: boolean): Either<Issues, string | Uint8Array> {
  if (typeof value === 'string') return E.right(binary ? toBytes(value) : value)
  if (!(value instanceof Uint8Array)) return E.left([{ path: '', message: 'expected a string or a Uint8Array' }])
  if (binary) return E.right(value)
  try {
    return E.right(strict.decode(value))
  } catch {
    return E.left([{ path: '', message: 'these bytes are no UTF-8, so they cannot be sent as text' }])
  }
}

/** The UTF-8 of a text. */
export function toBytes(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Bytes as a text. What is no UTF-8 becomes U+FFFD: a binary message owes nobody valid text. */
export function toText(bytes: Uint8Array): string {
  return lenient.decode(bytes)
}
