import type { Codec } from '../model/codec.ts'
import * as E from '../model/either.ts'
import { type Bytes, toBytes } from './bytes.ts'

/** Messages keep the kind that they have on the wire, both ways: a string is text, bytes are binary. */
export const raw: Codec<string | Uint8Array, string | Bytes> = {
  decode: E.right,
  encode: (value) => {
    const data = typeof value === 'string' ? value : toBytes(value)
    return data === undefined
      ? E.left([{ path: '', message: 'expected a string or bytes (a typed array, a DataView or a buffer)' }])
      : E.right(data)
  },
}
