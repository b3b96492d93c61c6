import { closeProblem } from '../model/close-code.ts'

/** The answer to an opening handshake that is refused. */
export interface Refusal {
  /** The tag of this answer. */
  readonly _tag: 'Refusal'
  /** The HTTP status, 400 to 599. */
  readonly status: number
  /** Headers of the response. */
  readonly headers: Readonly<Record<string, string>>
  /** The body of the response, as text. Absent: the name of the status. */
  readonly body?: string
}

/** The fields of a refusal besides its status. */
export interface RefuseOptions {
  /** Milliseconds that the peer should wait, in the header `Retry-After` (whole seconds). Default: none. */
  readonly retryAfter?: number | undefined
  /** Headers of the response, such as `www-authenticate`. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The body of the response, as text. Default: the name of the status. */
  readonly body?: string | undefined
}

/** The error of a greeting that ends the connection with a close code. */
export interface Dismissed extends Error {
  /** The tag of this error. */
  readonly _tag: 'Dismissed'
  /** The close code. */
  readonly code: number
  /** The reason of the close frame. */
  readonly reason: string
}

/**
 * Makes the answer of `peer` that refuses an opening handshake with an HTTP status.
 *
 * @example
 * const peer = (request: IncomingMessage) => (isKnown(request) ? {} : refuse(401))
 *
 * @throws `RangeError` if the status is not from 400 to 599
 */
export function refuse(status: number, { retryAfter, headers, body }: RefuseOptions = {}): Refusal {
  if (!(Number.isInteger(status) && status >= 400 && status <= 599)) {
    throw new RangeError(`refuse: the status must be an integer from 400 to 599, got ${status}`)
  }
  const wait = retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter / 1_000)) }
  return { _tag: 'Refusal', status, headers: { ...wait, ...headers }, ...(body === undefined ? {} : { body }) }
}

/**
 * Makes an error for `greet` to throw: the peer gets a close frame with this code. Any other error closes with 1008.
 *
 * @example
 * const greet = () => throwError(() => dismiss(4401, 'the token has expired'))
 *
 * @param code - 1000-1003, 1007-1014 or 3000-4999. Clients take 4400-4499 as they take the HTTP status
 * @throws `RangeError` if RFC 6455 forbids the code or reason
 */
export function dismiss(code: number, reason = ''): Dismissed {
  const problem = closeProblem(code, reason)
  if (problem !== undefined) throw new RangeError(`dismiss: ${problem}`)
  const error = new Error(`the peer was dismissed with ${code}`)
  return Object.assign(error, { _tag: 'Dismissed', code, reason } as const)
}

/** Narrows the answer of `peer`. */
export function isRefusal(answer: object): answer is Omit<Refusal, 'headers'> {
  return '_tag' in answer && answer._tag === 'Refusal'
}

/** Narrows the error of a greeting. */
export function isDismissed(error: unknown): error is Dismissed {
  return error instanceof Error && '_tag' in error && error._tag === 'Dismissed'
}
