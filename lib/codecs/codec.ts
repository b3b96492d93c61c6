import type { Either } from 'fp-ts/lib/Either.js'

import type { Codec } from '../model/codec.ts'
import * as E from '../model/either.ts'
import { describeValue } from '../model/mistakes/describe-value.ts'
import type { Bytes } from './bytes.ts'

function assertFunction(value: unknown, parameter: string): void {
  if (typeof value === 'function') return
  throw new TypeError(
    `codec(decode, encode) takes two functions and was given ${describeValue(value)} for ${parameter}`,
  )
}

/**
 * Makes a codec of two plain functions. An error that `decode` throws becomes the `cause` of a `DecodeFailed`, one that
 * `encode` throws that of an `EncodeFailed`; the connection stays open.
 *
 * @example
 * const numbers = codec((data) => Number(data), (value: number) => String(value))
 *
 * @param decode - takes a text message as a string, a binary one as bytes
 * @param encode - returns a string to be sent as text, or bytes to be sent as binary
 * @throws `TypeError` if a parameter is not a function
 */
export function codec<In, Out = In>(
  decode: (data: string | Uint8Array) => In,
  encode: (value: Out) => string | Bytes,
): Codec<In, Out> {
  assertFunction(decode, 'decode')
  assertFunction(encode, 'encode')
  return {
    decode: (data): Either<never, In> => E.right(decode(data)),
    encode: (value): Either<never, string | Bytes> => E.right(encode(value)),
  }
}
