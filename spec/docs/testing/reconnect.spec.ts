import { clientStart$, defineConnection, receive$, state$ } from 'pulsewire'
import { closes, marbles } from 'pulsewire/testing'
import { map } from 'rxjs'

it(
  'reconnects after the peer restarts',
  marbles(({ peer, expectObservable }) => {
    const server = peer(['--o--a--x', '--o-b'], { x: closes(1012, 'restart') })
    const retry = { initialDelay: 4, jitter: 'none' } as const
    const chat = defineConnection({ url: 'ws://peer', transport: server.transport, retry })
    // The second dial is at 12, 4 ms after the close at 8. The second script begins there.
    const received = '-----a----------b'
    const states = '  c-o-----w---c-o'
    const until = '   ^----------------!'
    expectObservable(chat.pipe(receive$()), until).toBe(received)
    expectObservable(clientStart$(chat).pipe(state$(), map(toLetter)), until).toBe(states)
  }),
)

const toLetter = ({ _tag }: { readonly _tag: string }): string => _tag.charAt(0).toLowerCase()
