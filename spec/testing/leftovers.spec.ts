import { clientStart$, defineConnection, latency$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'

describe('a marble test that leaves a connection running', () => {
  const beats = marbles(
    ({ peer, expectObservable }) => {
      const server = peer(['o'])
      const chat = defineConnection({
        url: 'ws://peer',
        transport: server.transport,
        heartbeat: { interval: 5, timeout: 2 },
      })
      clientStart$(chat).subscribe({
        error: (error: unknown) => {
          throw error
        },
      })
      // prettier-ignore
      expectObservable(latency$(chat), '^ 16ms !').toBe('-----p----p----p', { p: 0 })
    },
    { until: 20 },
  )

  it('beats in virtual time', beats)

  it('leaves nothing behind for the next one', beats)
})
