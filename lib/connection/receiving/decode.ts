import type { Either } from 'fp-ts/lib/Either.js'

import { issuesOfAnswer } from '#checks'

import type { Codec } from '../../model/codec.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import { codecThrew, describeIssues, type Issues } from '../../model/issue.ts'

/** Decodes an incoming message. Answers a `DecodeFailed` if the codec refuses the message, or throws. */
export function decodeMessage<In>(
  name: string,
  codec: Codec<In, never>,
  data: string | Uint8Array,
): Either<ConnectionError, In> {
  try {
    const decoded = codec.decode(data) as Either<Issues, In> | undefined
    if (decoded?._tag === 'Right') return decoded
    return undecoded(name, data, issuesOfAnswer(decoded))
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
  const event = describeIssues('message received, but it does not decode', issues)
  return E.left(failure('DecodeFailed', name, event, { data, issues }, cause))
}
