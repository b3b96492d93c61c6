import { clientStart$, clientStop$, defineConnection, receive$, send, start$ } from 'pulsewire'
import { closes, marbles } from 'pulsewire/testing'
import { map, mergeMap } from 'rxjs'

it(
  'subscribes again after a restart of the server, then stops',
  marbles(({ peer, cold, expectObservable }) => {
    const server = peer(['-o---a--x', '--o--b'], { x: closes(1012, 'restart') })
    const prices = defineConnection({
      url: 'ws://peer',
      transport: server.transport,
      retry: { initialDelay: 4, jitter: 'none' },
    })
    const received = '-----a-----------b--|'
    const sent = '    -s------------s'
    const stop = '    --------------------s'
    prices
      .pipe(
        start$(),
        map(() => 'subscribe'),
        send(prices),
      )
      .subscribe()
    cold(stop)
      .pipe(mergeMap(() => clientStop$(prices)))
      .subscribe()
    expectObservable(clientStart$(prices).pipe(receive$())).toBe(received)
    expectObservable(server.sent$).toBe(sent, { s: 'subscribe' })
  }),
)
