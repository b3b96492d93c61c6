import type { Either } from 'fp-ts/lib/Either.js'

// The core makes eithers and looks at their tags, and nothing more. fp-ts's own module would add 0.6 kB to every
// bundle for that, since its constants keep a bundler from leaving them out.

/** As fp-ts's. */
export const left = <E>(error: E): Either<E, never> => ({ _tag: 'Left', left: error })

/** As fp-ts's. */
export const right = <A>(value: A): Either<never, A> => ({ _tag: 'Right', right: value })
