import type { Codec } from '../model/codec.ts'
import * as E from '../model/either.ts'
import { type Bytes, toBytes } from './bytes.ts'
import { encodeUtf8 } from './utf8.ts'

/**
 * Messages are bytes, sent as binary: a typed array, a `DataView` or a buffer. Incoming messages are `Uint8Array`s; a text
 * message is decoded to its UTF-8 bytes.
 */
export const binary: Codec<Uint8Array, Bytes> = {
  decode: (data) => E.right(typeof data === 'string' ? encodeUtf8(data) : data),
  encode: (value) => {
    const bytes = toBytes(value)
    return bytes === undefined
      ? E.left([{ path: '', message: 'expected bytes (a typed array, a DataView or a buffer)' }])
      : E.right(bytes)
  },
}
