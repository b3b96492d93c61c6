import { clientStart$, defineConnection, error$, state$ } from 'pulsewire'
import { marbles, stalls } from 'pulsewire/testing'
import { map } from 'rxjs'

it(
  'detects a peer that stops answering without a close',
  marbles(({ peer, expectObservable }) => {
    // From 4 on the peer answers nothing, neither pings nor closes.
    const server = peer(['-o--x', '-o'], { x: stalls() })
    const chat = defineConnection({
      url: 'ws://peer',
      transport: server.transport,
      heartbeat: { interval: 10, timeout: 5 },
      retry: { initialDelay: 4, jitter: 'none' },
    })
    // Pinged at 11; no answer until 16.
    const states = 'co--------------w---co'
    const errors = '----------------e'
    const until = ' ^---------------------!'
    expectObservable(
      chat.pipe(
        error$(),
        map(({ _tag }) => _tag),
      ),
    ).toBe(errors, { e: 'HeartbeatTimedOut' })
    expectObservable(clientStart$(chat).pipe(state$(), map(toLetter)), until).toBe(states)
  }),
)

const toLetter = ({ _tag }: { readonly _tag: string }): string => _tag.charAt(0).toLowerCase()
