import { clientStart$, defineConnection, paced, receive$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { map, type Observable, timer } from 'rxjs'

/** A message that is a number takes that many milliseconds. */
const work = (text: string): Observable<string> => timer(Number(text)).pipe(map(() => text))

it(
  'processes one message after the other by default, in order',
  marbles(({ peer, expectObservable }) => {
    const server = peer(['o521'])
    const jobs = defineConnection({ url: 'ws://peer', transport: server.transport })
    // 5 runs from 1 to 6, 2 from 6 to 8, 1 from 8 to 9.
    const done = ' ------5-21'
    const until = '^----------!'
    expectObservable(clientStart$(jobs).pipe(receive$(), paced(jobs, work)), until).toBe(done)
  }),
)

it(
  'processes messages side by side with a concurrency, in the order in which they finish',
  marbles(({ peer, expectObservable }) => {
    const server = peer(['o521'])
    const jobs = defineConnection({ url: 'ws://peer', transport: server.transport })
    // 5 runs from 1 to 6, 2 from 2 to 4, 1 from 4 to 5.
    const done = ' ----215'
    const until = '^----------!'
    expectObservable(clientStart$(jobs).pipe(receive$(), paced(jobs, work, { concurrency: 2 })), until).toBe(done)
  }),
)
