import type { ConnectionError } from './connection-error.ts'

/** Functions for errors of some tags. */
export type ErrorCases<R> = { readonly [E in ConnectionError as E['_tag']]?: (error: E) => R }

/**
 * Calls the function of the error's tag, or the fallback if there is none. Minor versions may add tags.
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
