import type { Observable } from 'rxjs'

import type { Opening, OpeningSource } from '../transport/accepting.ts'

/** The source of openings that a program hands over. Its end is that of the Observable. */
export function observedSource<Upgrade, Request>(
  upgrade$: Observable<Upgrade>,
  toOpening: (upgrade: Upgrade) => Opening<Request>,
): OpeningSource<Request> {
  return (take, { error, complete }) => {
    const next = (upgrade: Upgrade): void => {
      take(toOpening(upgrade))
    }
    const taking = upgrade$.subscribe({ next, error, complete })
    return () => {
      taking.unsubscribe()
    }
  }
}
