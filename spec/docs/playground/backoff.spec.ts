import { clientStart$, defineConnection, state$ } from 'pulsewire'
import { marbles, refuses } from 'pulsewire/testing'
import { map } from 'rxjs'

it(
  'waits longer after each refusal',
  marbles(({ peer, expectObservable }) => {
    const server = peer(['-r', '-r', '-r', '-o-a'], { r: refuses(503), a: 'welcome back' })
    const chat = defineConnection({
      url: 'ws://peer',
      transport: server.transport,
      retry: { initialDelay: 4, factor: 2, jitter: 'none' },
    })
    // Refused at 1, 6 and 15; waits 4, 8 and 16 ms.
    const states = 'cw---cw-------cw---------------co'
    const until = ' ^----------------------------------!'
    expectObservable(clientStart$(chat).pipe(state$(), map(toLetter)), until).toBe(states)
  }),
)

const toLetter = ({ _tag }: { readonly _tag: string }): string => _tag.charAt(0).toLowerCase()
