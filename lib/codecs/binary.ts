import * as E from '#fp-ts/Either'

import type { Codec } from '../model/codec.ts'

const utf8 = new TextEncoder()

/** Messages are bytes, sent as binary. A text message that comes in is handed over as its UTF-8 bytes. */
export const binary: Codec<Uint8Array> = {
  decode: (data) => E.right(typeof data === 'string' ? utf8.encode(data) : data),
  encode: (value) =>
    value instanceof Uint8Array ? E.right(value) : E.left([{ path: '', message: 'expected Uint8Array' }]),
}
