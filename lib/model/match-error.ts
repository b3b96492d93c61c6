import type { ConnectionError } from './connection-error.ts'

/** What to do with errors of some tags. */
export type ErrorCases<R> = { readonly [E in ConnectionError as E['_tag']]?: (error: E) => R }

/**
 * Folds an error by its tag. Minor versions may add tags, so a fallback takes every tag without a case.
 *
 * @example
 * const advice = matchError({ HandshakeFailed: (error) => `refused with ${error.status}` }, (error) => error.message)
 */
export function matchError<R>(
  cases: ErrorCases<R>,
  otherwise: (error: ConnectionError) => R,
): (error: ConnectionError) => R {
  return (error) => ((cases[error._tag] as ((error: ConnectionError) => R) | undefined) ?? otherwise)(error)
}
