import type { ConnectionError } from 'pulsewire'

import type { Watched } from './watching.ts'

/** A result of `send`. */
export type Result =
  { readonly _tag: 'Right'; readonly right: unknown } | { readonly _tag: 'Left'; readonly left: ConnectionError }

/** The message that was sent, or the tag of the error. */
export const brief = (result: Result): unknown => (result._tag === 'Right' ? result.right : result.left._tag)

/** All results of a `send`, each in brief. */
export function answers({ values }: Watched<Result>): ReadonlyArray<unknown> {
  return values.map(brief)
}
