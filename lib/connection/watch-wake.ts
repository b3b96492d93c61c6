import { Observable, type Subscription } from 'rxjs'

import type { Core } from './core.ts'

/** Subscribes to `wake$`, once for each run: a `wake$` that replays must not wake every wait. */
export function watchWake<In, Out>(core: Core<In, Out>): Subscription | undefined {
  const { wake$ } = core.options
  if (wake$ === undefined) return undefined
  // Within an Observable of this rxjs, which catches what `subscribe` throws: `wake$` may be one of another.
  return new Observable((subscriber) => wake$.subscribe(subscriber)).subscribe({
    next: () => {
      core.post(() => {
        core.dispatch({ _tag: 'Wake' })
      })
    },
    error: (cause: unknown) => {
      core.ignoreOption('wake$', 'wake$ failed (see cause): not used in this run', cause)
    },
  })
}
