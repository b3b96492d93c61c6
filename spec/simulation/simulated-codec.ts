import * as E from 'fp-ts/lib/Either.js'

import type { Codec } from '../../lib/index.ts'
import { horror, nonsense } from './draw-script.ts'
import { asText } from './witness.ts'

/** What the simulated application never says. */
export const unspeakable = '!'

/** Text, but for some that it refuses and some that it throws at. */
export const simulatedCodec: Codec<string, string> = {
  decode: (data) => {
    const text = asText(data)
    if (text.startsWith(horror)) throw new Error(horror)
    return text.startsWith(nonsense) ? E.left([{ path: '', message: nonsense }]) : E.right(text)
  },
  encode: (value) => (value.startsWith(unspeakable) ? E.left([{ path: '', message: nonsense }]) : E.right(value)),
}
