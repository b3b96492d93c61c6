import * as E from 'fp-ts/lib/Either.js'

import type { Codec } from '../../lib/index.ts'
import { horror, nonsense } from './draw-script.ts'
import { asText } from './witness.ts'

/** Beginning of a message that the codec refuses to encode. */
export const unspeakable = '!'

/** Beginning of a message at which the codec throws. */
export const unspeakableHorror = '?'

/** Text, but for messages that it refuses and messages at which it throws. */
export const simulatedCodec: Codec<string, string> = {
  decode: (data) => {
    const text = asText(data)
    if (text.startsWith(horror)) throw new Error(horror)
    return text.startsWith(nonsense) ? E.left([{ path: '', message: nonsense }]) : E.right(text)
  },
  encode: (value) => {
    if (value.startsWith(unspeakableHorror)) throw new Error(horror)
    return value.startsWith(unspeakable) ? E.left([{ path: '', message: nonsense }]) : E.right(value)
  },
}
