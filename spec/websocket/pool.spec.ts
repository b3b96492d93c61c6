import { expect } from 'chai'
import { marbles, peer } from 'pulsewire/testing'
import { type WebSocket, webSocketClass } from 'pulsewire/websocket'

import { ConnectionPool } from '../../lib/websocket/connection-pool.ts'
import { ManualClock } from '../support/clocks/manual-clock.ts'

const retry = { initialDelay: 100, factor: 2, jitter: 'none', stableAfter: 10_000 } as const

/** How often a client dials a server that accepts and drops, in 3 s, if it makes the next socket at every close. */
function dialsOf(pool: boolean): number {
  const time = new ManualClock(0)
  const clock = time.view()
  let dials = 0
  const { transport, dials$ } = peer(['o--#'], {}, { clock })
  dials$.subscribe(() => dials++)
  const Socket = webSocketClass({ pool, retry, transport, clock })
  const insist = (): void => {
    new Socket('ws://peer/').onclose = insist
  }
  insist()
  time.pass(3_000)
  return dials
}

describe('a pooled WebSocket', () => {
  it('guarantee 8: a client that reconnects at once cannot flood a server that accepts and drops', () => {
    // Waits of 100, 200, 400, 800 and 1,600 ms: the sixth dial is due at 3.1 s.
    expect(dialsOf(true)).to.equal(5)
    expect(dialsOf(false)).to.be.above(900)
  })

  it('is CONNECTING while its connection waits, and can be closed meanwhile', () => {
    const time = new ManualClock(0)
    const clock = time.view()
    const { transport } = peer(['o#'], {}, { clock })
    const Socket = webSocketClass({ pool: true, retry, transport, clock })
    const codes: number[] = []
    const first = new Socket('ws://peer/')
    time.pass(10)
    const second = new Socket('ws://peer/')
    second.onclose = ({ code }) => codes.push(code)
    time.pass(10)
    expect([first.readyState, second.readyState]).to.deep.equal([3, 0])
    expect(second.connection).to.equal(first.connection)
    second.close()
    time.pass(1)
    expect(codes).to.deep.equal([1006])
    expect(clock.pending()).to.equal(0)
  })

  it('shares a connection at rest with a socket of the same url, subprotocols and headers alone', () => {
    const time = new ManualClock(0)
    const clock = time.view()
    const { transport } = peer(['o|'], {}, { clock })
    const Socket = webSocketClass({ pool: true, transport, clock })
    const tls = { ca: 'x' }
    const make: ReadonlyArray<() => WebSocket> = [
      () => new Socket('ws://peer/'),
      () => new Socket('ws://peer/?other'),
      () => new Socket('ws://peer/', 'other'),
      () => new Socket('ws://peer/', { headers: { a: 'b' } }),
      () => new Socket('ws://peer/', { tls }),
    ]
    const firsts = make.map((one) => one().connection)
    expect(new Set(firsts).size).to.equal(5)
    expect(new Socket('ws://peer/').connection).to.not.equal(firsts[0])
    time.pass(10)
    const seconds = make.map((one) => one().connection)
    expect(seconds.slice(0, 4)).to.deep.equal(firsts.slice(0, 4))
    expect(seconds[4]).to.not.equal(firsts[4])
  })

  it('guarantee 9: keeps at most 64 connections at rest, the oldest of which gives way', () => {
    const pool = new ConnectionPool()
    const connections = Array.from({ length: 100 }, (_, id) => ({ id }) as never)
    connections.forEach((connection, id) => pool.put(String(id), connection))
    const kept = connections.filter((_, id) => pool.take(String(id)) !== undefined)
    expect(kept).to.deep.equal(connections.slice(36))
    expect(pool.take('99')).to.equal(undefined)
  })
})

describe('a WebSocket in marbles', () => {
  it(
    'moves in virtual time',
    marbles(({ peer: script, cold, expectObservable }) => {
      const server = script(['--o-a-b'])
      const socket = new (webSocketClass({ transport: server.transport }))('ws://peer/')
      socket.onmessage = ({ data }) => socket.send(`${data as string}!`)
      cold('10ms x').subscribe(() => socket.close())
      expectObservable(server.sent$).toBe('----a-b', { a: 'a!', b: 'b!' })
      expectObservable(server.closed$).toBe('10ms c', { c: { code: 1005, reason: '' } })
    }),
  )
})
