import type { Subscription } from 'rxjs'

import type { Core } from './core.ts'

/** Subscribes to `wake$`, once for each run: a `wake$` that replays must not wake every wait. */
export function watchWake<In, Out>(core: Core<In, Out>): Subscription | undefined {
  return core.options.wake$?.subscribe({
    next: () => {
      core.post(() => {
        core.dispatch({ _tag: 'Wake' })
      })
    },
    error: () => undefined, // The timer of the retry goes on without it.
  })
}
