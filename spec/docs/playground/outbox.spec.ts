import { clientStart$, defineConnection, send } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { ignoreElements, map } from 'rxjs'

it(
  'queues a message while the connection is away',
  marbles(({ peer, cold, expectObservable }) => {
    // The first socket is lost at 4. The second dial is at 8, and succeeds at 10.
    const server = peer(['-o--#', '--o'])
    const chat = defineConnection({
      url: 'ws://peer',
      transport: server.transport,
      retry: { initialDelay: 4, jitter: 'none' },
    })
    const given = '  ---a--b-----c'
    const results = '---a------b-c'
    const arrived = '---a------b-c'
    const result$ = cold(given).pipe(
      send(chat),
      map((result) => (result._tag === 'Right' ? result.right : result.left._tag)),
    )
    expectObservable(clientStart$(chat).pipe(ignoreElements()), '^---------------!')
    expectObservable(result$).toBe(results)
    expectObservable(server.sent$).toBe(arrived)
  }),
)
