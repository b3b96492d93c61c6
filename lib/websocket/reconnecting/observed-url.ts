import { defer, isObservable, type ObservableInput, of, take, tap } from 'rxjs'

import type { DialContext, PerDial } from '../../connection/options/options.ts'

/**
 * Calls `seen` with each url that a `url` function gives for a dial, before the dial uses it. The socket shows that url:
 * `Open.url` would not do, since the connection redacts it.
 */
export function observedUrl(
  url: (context: DialContext) => string | URL | ObservableInput<string | URL>,
  seen: (fresh: string | URL) => void,
): PerDial<string | URL> {
  return (context) =>
    defer(() => toObservable(url(context))).pipe(
      take(1),
      tap((fresh) => {
        seen(fresh)
      }),
    )
}

/** A string is a value here, although rxjs would iterate over it. */
function toObservable(given: string | URL | ObservableInput<string | URL>): ObservableInput<string | URL> {
  return typeof given === 'string' || given instanceof URL ? of(given) : isObservable(given) ? given : given
}
