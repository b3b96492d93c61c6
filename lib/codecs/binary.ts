import type { Codec } from '../model/codec.ts'
import * as E from '../model/either.ts'
import { encodeUtf8 } from './utf8.ts'

/** Messages are bytes, sent as binary. A text message that comes in is handed over as its UTF-8 bytes. */
export const binary: Codec<Uint8Array> = {
  decode: (data) => E.right(typeof data === 'string' ? encodeUtf8(data) : data),
  encode: (value) =>
    value instanceof Uint8Array ? E.right(value) : E.left([{ path: '', message: 'expected Uint8Array' }]),
}
