import { type ConnectionEvent, message, receive$, start$, state, stop$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { map, merge, type Observable, scan } from 'rxjs'

/** Under test: the number of messages since the connection was last opened. */
const unread = (event$: Observable<ConnectionEvent<string>>): Observable<number> =>
  merge(
    event$.pipe(
      start$(),
      map(() => (): number => 0),
    ),
    event$.pipe(
      receive$(),
      map(
        () =>
          (count: number): number =>
            count + 1,
      ),
    ),
  ).pipe(scan((count, change) => change(count), 0))

it(
  'counts from zero after every start',
  marbles(({ hot, expectObservable }) => {
    const events = { o: state.open(), m: message('hello'), w: state.closed(1012, 'restart') }
    const marble = 'o-mm-w-o-m'
    const counts = '0-12---0-1'
    const stops = ' -----w'
    const event$ = hot<ConnectionEvent<string>>(marble, events)
    expectObservable(unread(event$)).toBe(counts, { 0: 0, 1: 1, 2: 2 })
    expectObservable(event$.pipe(stop$())).toBe(stops, events)
  }),
)
