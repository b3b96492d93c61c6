import type { Either } from 'fp-ts/lib/Either.js'

import type { Codec } from '../model/codec.ts'
import * as E from '../model/either.ts'
import type { Issues } from '../model/issue.ts'
import { decodeUtf8 } from './utf8.ts'

function decode(data: string | Uint8Array): Either<Issues, string> {
  const decoded = typeof data === 'string' ? data : decodeUtf8(data)
  return decoded === undefined ? E.left([{ path: '', message: 'expected UTF-8' }]) : E.right(decoded)
}

/**
 * Messages are strings, sent as text. A binary message that comes in is read as UTF-8. A lone surrogate in a string
 * leaves as U+FFFD, as it does everywhere on the platform.
 */
export const text: Codec<string> = {
  decode,
  encode: (value) => (typeof value === 'string' ? E.right(value) : E.left([{ path: '', message: 'expected string' }])),
}
