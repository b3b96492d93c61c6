import { clientStart$, defineConnection, error$ } from 'pulsewire'
import { marbles, refuses } from 'pulsewire/testing'
import { map } from 'rxjs'

it(
  'requests a fresh token once, then gives up',
  marbles(({ peer, expectObservable }) => {
    const server = peer(['---r'], { r: refuses(401) })
    let tokens = 0
    const url = (): string => `ws://peer/?token=${++tokens}`
    const chat = defineConnection({ url, transport: server.transport })
    const dials = '   a--b'
    const statuses = '---x--(x|)'
    const status$ = clientStart$(chat).pipe(
      error$(),
      map((error) => (error._tag === 'HandshakeFailed' ? error.status : error._tag)),
    )
    expectObservable(status$).toBe(statuses, { x: 401 })
    expectObservable(server.dials$.pipe(map((request) => request.url))).toBe(dials, {
      a: 'ws://peer/?token=1',
      b: 'ws://peer/?token=2',
    })
  }),
)
