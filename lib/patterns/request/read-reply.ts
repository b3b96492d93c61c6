import type { Either } from 'fp-ts/lib/Either.js'

import { failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import { discardPromise } from '../../model/mistakes/discard-promise.ts'
import { refused, replyUnreadable, type RequestError } from './request-error.ts'
import type { Requests } from './requests.ts'

/** Reads the reply to the request of a value. A `read` that throws, or returns no Either, is a Fault and a `ReplyLost`. */
export function readReply<In, Out, Value, Reply, Refusal, Id>(
  { connection, core, options }: Requests<In, Out, Value, Reply, Refusal, Id>,
  message: In,
  value: Value,
): Either<RequestError<Refusal>, Reply> {
  const fail = (problem: string, cause?: unknown): Either<RequestError<Refusal>, Reply> => {
    const fields = { data: '', issues: [{ path: '', message: problem }] }
    const error = failure('DecodeFailed', connection.name, `a reply came, but ${problem}`, fields, cause)
    core.fault(error)
    return E.left(replyUnreadable(connection.name, error))
  }
  try {
    const read = options.read(message, value) as Either<Refusal, Reply> | undefined
    if (read?._tag === 'Right') return read
    if (read?._tag === 'Left') return E.left(refused(connection.name, read.left))
    discardPromise(read)
    return fail('read returned no Either')
  } catch (cause) {
    return fail('read threw on it', cause)
  }
}
