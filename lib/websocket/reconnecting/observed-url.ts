import { defer, map, type ObservableInput, of } from 'rxjs'

import type { DialContext, PerDial } from '../../connection/options/options.ts'
import { parseUrl } from '../arguments.ts'

/**
 * Calls `seen` with each url that a `url` function gives for a dial, before the dial uses it. The socket shows that url:
 * `Open.url` would not do, since the connection redacts it.
 *
 * @param baseUrl - for relative urls; default: the page's
 */
export function observedUrl(
  url: (context: DialContext) => string | URL | ObservableInput<string | URL>,
  baseUrl: string | URL | undefined,
  seen: (fresh: string) => void,
): PerDial<string> {
  return (context) =>
    defer(() => {
      const given = url(context)
      // A string is a value here, although rxjs would iterate over it.
      return typeof given === 'string' || given instanceof URL ? of(given) : given
    }).pipe(
      map((given) => {
        const fresh = parseUrl(given, baseUrl)
        seen(fresh)
        return fresh
      }),
    )
}
