import type { Either } from 'fp-ts/lib/Either.js'

import type { Bytes } from '../codecs/bytes.ts'
import type { Issues } from './issue.ts'

/**
 * Converts messages to values and values to messages. Both functions are synchronous and total: they answer a `Left` with
 * its issues for a message or value that does not fit. A codec that throws fails only the message that it threw on.
 */
export interface Codec<In, Out = In> {
  /** @param data - a text message as a string, a binary one as bytes */
  readonly decode: (data: string | Uint8Array) => Either<Issues, In>
  /** @returns a string to be sent as text, or bytes to be sent as binary */
  readonly encode: (value: Out) => Either<Issues, string | Bytes>
}
