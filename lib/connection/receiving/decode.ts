import type { Either } from 'fp-ts/lib/Either.js'

import type { Codec } from '../../model/codec.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import { codecThrew, describeIssues, type Issues } from '../../model/issue.ts'

/** Decodes a message that came in. A codec that refuses or throws makes a `DecodeFailed` of it. */
export function decodeMessage<In>(
  name: string,
  codec: Codec<In, never>,
  data: string | Uint8Array,
): Either<ConnectionError, In> {
  try {
    const decoded = codec.decode(data)
    return decoded._tag === 'Right' ? decoded : undecoded(name, data, decoded.left)
  } catch (cause) {
    return undecoded(name, data, codecThrew, cause)
  }
}

function undecoded(
  name: string,
  data: string | Uint8Array,
  issues: Issues,
  cause?: unknown,
): Either<ConnectionError, never> {
  const what = describeIssues('a message that came in does not decode', issues)
  return E.left(failure('DecodeFailed', name, what, { data, issues }, cause))
}
