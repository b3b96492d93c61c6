import type { Codec } from '../model/codec.ts'
import * as E from '../model/either.ts'

/** Messages are what they are on the wire: a string is text, bytes are binary, both ways. */
export const raw: Codec<string | Uint8Array> = {
  decode: E.right,
  encode: (value) =>
    typeof value === 'string' || value instanceof Uint8Array
      ? E.right(value)
      : E.left([{ path: '', message: 'expected string or Uint8Array' }]),
}
