import type { Either } from 'fp-ts/lib/Either.js'

import type { Codec } from '../model/codec.ts'
import * as E from '../model/either.ts'
import type { Issues } from '../model/issue.ts'

// A byte order mark belongs to the message, as it does for the platform's WebSocket.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(data: string | Uint8Array): Either<Issues, string> {
  if (typeof data === 'string') return E.right(data)
  try {
    return E.right(utf8.decode(data))
  } catch {
    return E.left([{ path: '', message: 'expected UTF-8' }])
  }
}

/**
 * Messages are strings, sent as text. A binary message that comes in is read as UTF-8. A lone surrogate in a string
 * leaves as U+FFFD, as it does everywhere on the platform.
 */
export const text: Codec<string> = {
  decode,
  encode: (value) => (typeof value === 'string' ? E.right(value) : E.left([{ path: '', message: 'expected string' }])),
}
