import { clientStart$, defineConnection } from 'pulsewire'
import { marbles, refuses } from 'pulsewire/testing'

describe('guarantee 14: with clock, random and transport given, a run', () => {
  it(
    'is a function of its inputs',
    marbles(
      ({ peer, expectObservable }) => {
        const runOf = (seed: number): ReturnType<typeof defineConnection<string, string>> => {
          let last = seed
          const random = (): number => (last = (last * 16_807) % 2_147_483_647) / 2_147_483_647
          const server = peer(['r', '#', 'o-a-#', 'o-a'], { r: refuses(503) })
          return defineConnection({
            url: 'ws://peer',
            name: 'chat',
            transport: server.transport,
            random,
            heartbeat: false,
          })
        }
        const [one, other] = [runOf(42), runOf(42)]
        expectObservable(clientStart$(one), '^ 20s !').toEqual(clientStart$(other))
      },
      { until: 20_001 },
    ),
  )
})
