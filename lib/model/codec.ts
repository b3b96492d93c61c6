import type { Either } from 'fp-ts/lib/Either.js'

import type { Issues } from './issue.ts'

/**
 * How values become messages and messages values. Both ways are synchronous and total: what does not fit is a `Left`
 * with its issues. A codec that throws all the same harms only the message it threw on.
 */
export interface Codec<In, Out = In> {
  /** @param data - a text message as a string, a binary one as bytes */
  readonly decode: (data: string | Uint8Array) => Either<Issues, In>
  /** @returns a string to be sent as text, bytes to be sent as binary */
  readonly encode: (value: Out) => Either<Issues, string | Uint8Array>
}
