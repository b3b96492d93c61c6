import { expect } from 'chai'
import { closes, peer, type PeerValue, refuses } from 'pulsewire/testing'
import type { SharedOptions } from 'pulsewire/websocket'
import { ReconnectingWebSocket } from 'pulsewire/websocket'
import { of } from 'rxjs'

import { type CountingClock, ManualClock } from '../support/clocks/manual-clock.ts'
import { record } from './recorded.ts'

const retry = { initialDelay: 100, factor: 2, jitter: 'none', stableAfter: 10_000 } as const

interface Played {
  readonly time: ManualClock
  readonly clock: CountingClock
  readonly socket: ReconnectingWebSocket
  readonly lines: string[]
  readonly sent: Array<string | Uint8Array>
  readonly closed: string[]
}

function play(
  scripts: ReadonlyArray<string>,
  values: Readonly<Record<string, PeerValue>> = {},
  options: SharedOptions & { readonly startClosed?: boolean } = {},
): Played {
  const time = new ManualClock(0)
  const clock = time.view()
  const { transport, sent$, closed$ } = peer(scripts, values, { clock })
  const socket = new ReconnectingWebSocket('ws://peer/', [], { retry, transport, clock, ...options })
  const sent: Array<string | Uint8Array> = []
  const closed: string[] = []
  sent$.subscribe((data) => sent.push(data))
  closed$.subscribe(({ code, reason }) => closed.push(`${code} ${reason}`))
  return { time, clock, socket, lines: record(socket, time.now), sent, closed }
}

describe('a ReconnectingWebSocket', () => {
  it('closes once for each loss, with its code, and is CONNECTING until it is open again', () => {
    const { time, socket, lines } = play(['--o-x', '#', 'o-#', 'o-a'], { x: closes(1012, 'restart') })
    const states: number[] = []
    for (let ms = 0; ms < 10; ms++) {
      time.pass(1)
      states.push(socket.readyState)
    }
    expect(states).to.deep.equal([0, 1, 1, 0, 0, 0, 0, 0, 0, 0])
    time.pass(1_000)
    expect(lines).to.deep.equal([
      '2 open 1',
      '4 close 1012 restart clean 0',
      '104 error HandshakeFailed 0',
      '104 close 1006 unclean 0',
      '304 open 1',
      '306 close 1006 unclean 0',
      '706 open 1',
      '708 message a',
    ])
  })

  it('is CLOSED after close(), with one more close event, and nothing is left of it', () => {
    for (const [at, last] of [
      [0, '0 close 1006 unclean 3'],
      [1, '1 close 1006 unclean 3'],
      [3, '3 close 3000 bye clean 3'],
      [50, '50 close 1006 unclean 3'],
    ] as const) {
      const { time, clock, socket, lines } = play(['--o-#'])
      time.pass(at)
      socket.close(3_000, 'bye')
      socket.close()
      expect(socket.readyState).to.equal(2)
      time.pass(1)
      expect(lines.at(-1)).to.equal(last)
      expect(lines.filter((line) => line.endsWith(' 3'))).to.have.length(1)
      time.pass(60_000)
      expect([socket.readyState, clock.pending()]).to.deep.equal([3, 0])
    }
  })

  it('gives up with the code of the cause', () => {
    const { time, socket, lines } = play(['x'], { x: refuses(503) }, { retry: { ...retry, maxAttempts: 2 } })
    time.pass(1_000)
    expect(lines).to.deep.equal([
      '0 error HandshakeFailed 0',
      '0 close 1006 unclean 0',
      '100 error HandshakeFailed 3',
      '100 close 1006 unclean 3',
    ])
    expect(socket.readyState).to.equal(3)
    const final = play(['ox'], { x: closes(4_403, 'no') })
    final.time.pass(1_000)
    expect(final.lines).to.deep.equal(['0 open 1', '1 close 4403 no clean 3'])
  })

  it('is CLOSED after a close by the peer that its verdict calls deliberate', () => {
    const { time, socket, lines } = play(['o|'])
    time.pass(1_000)
    expect([...lines, socket.readyState]).to.deep.equal(['0 open 1', '1 close 1000 clean 3', 3])
  })

  it('queues and counts messages sent while CONNECTING', () => {
    const { time, socket, sent } = play(['--o--#', '--o'])
    socket.send('one')
    expect(socket.bufferedAmount).to.equal(3)
    time.pass(3)
    expect([sent, socket.bufferedAmount]).to.deep.equal([['one'], 0])
    time.pass(10)
    socket.send('twice')
    expect([socket.readyState, socket.bufferedAmount]).to.deep.equal([0, 5])
    time.pass(200)
    expect([sent, socket.bufferedAmount]).to.deep.equal([['one', 'twice'], 0])
  })

  it('sends what its open event sends ahead of the queue', () => {
    const { time, socket, sent } = play(['--o'])
    socket.send('queued')
    socket.onopen = () => socket.send('hello')
    time.pass(5)
    expect(sent).to.deep.equal(['hello', 'queued'])
  })

  it('drops what it gives up from bufferedAmount, with one error event for each Fault', () => {
    const { time, socket, lines } = play(['#'])
    time.pass(1)
    for (const data of ['1', '2', '3']) socket.send(data)
    expect(socket.bufferedAmount).to.equal(3)
    socket.close()
    time.pass(1)
    expect(socket.bufferedAmount).to.equal(0)
    expect(lines.slice(2)).to.deep.equal(['1 error NotOpen 2', '1 close 1006 unclean 3'])
  })

  it('guarantee 9: refuses what does not fit the outbox, with one error event', () => {
    const { time, socket, lines } = play(['#'], {}, { outbox: { limit: 2 } })
    time.pass(1)
    for (const data of ['1', '2', '3']) socket.send(data)
    expect(lines.slice(2)).to.deep.equal(['1 error OutboxFull 0'])
  })

  it('reconnect() dials now while it waits, and behind a closing handshake while it is open', () => {
    const { time, socket, lines, closed } = play(['o-#', 'o'])
    time.pass(10)
    socket.reconnect()
    time.pass(1)
    expect(lines.slice(2)).to.deep.equal(['10 open 1'])
    socket.reconnect(4_000, 'why')
    expect(socket.readyState).to.equal(0)
    time.pass(1)
    expect(lines.slice(3)).to.deep.equal(['11 close 4000 why clean 0', '11 open 1'])
    expect(closed).to.deep.equal(['4000 why'])
  })

  it('reconnect() opens again after the end, also where it is asked for before that', () => {
    const { time, socket, lines } = play(['o'])
    time.pass(1)
    socket.close()
    socket.reconnect()
    expect(socket.readyState).to.equal(2)
    time.pass(1)
    expect(lines).to.deep.equal(['0 open 1', '1 close 1005 clean 3', '1 open 1'])
    socket.close()
    time.pass(1)
    socket.reconnect()
    expect(socket.readyState).to.equal(0)
    time.pass(1)
    expect(lines.slice(3)).to.deep.equal(['2 close 1005 clean 3', '3 open 1'])
  })

  it('reconnect() dials at once after it gave up', () => {
    const { time, socket, lines } = play(['#', '#', 'o'], {}, { retry: { ...retry, maxAttempts: 2 } })
    time.pass(1_000)
    expect([socket.readyState, lines.at(-1)]).to.deep.equal([3, '100 close 1006 unclean 3'])
    socket.reconnect()
    time.pass(1)
    expect(lines.slice(4)).to.deep.equal(['1000 open 1'])
  })

  it('stays CLOSED with startClosed until reconnect()', () => {
    const { time, socket, lines } = play(['o'], {}, { startClosed: true })
    time.pass(1_000)
    expect([socket.readyState, ...lines]).to.deep.equal([3])
    socket.reconnect()
    time.pass(1)
    expect(lines).to.deep.equal(['1000 open 1'])
  })

  it('counts retries since it was last stable', () => {
    const { time, socket } = play(['#', '#', 'o 11000ms #', 'o'])
    const counts: number[] = []
    for (const ms of [0, 50, 100, 300, 11_000, 100]) {
      time.pass(ms)
      counts.push(socket.retryCount)
    }
    expect(counts).to.deep.equal([1, 1, 2, 2, 1, 1])
  })

  it('asks a url function before every dial, and shows the last answer', () => {
    const time = new ManualClock(0)
    const clock = time.view()
    const { transport } = peer(['o-#', 'o'], {}, { clock })
    let dials = 0
    const url = (): unknown => of(`http://peer/${++dials}?token=secret`)
    const socket = new ReconnectingWebSocket(url as never, [], { retry, transport, clock })
    expect(socket.url).to.equal('')
    time.pass(1)
    expect(socket.url).to.equal('ws://peer/1?token=secret')
    time.pass(200)
    expect(socket.url).to.equal('ws://peer/2?token=secret')
  })

  it('fails a dial whose url function answers no url, and retries', () => {
    const time = new ManualClock(0)
    const clock = time.view()
    const { transport } = peer(['o'], {}, { clock })
    let dials = 0
    const url = (): string => (dials++ === 0 ? 'no url' : 'ws://peer/')
    const lines = record(new ReconnectingWebSocket(url, [], { retry, transport, clock }), time.now)
    time.pass(200)
    expect(lines).to.deep.equal(['0 error AddressFailed 0', '0 close 1006 unclean 0', '100 open 1'])
  })

  it('validates close and reconnect like a WebSocket', () => {
    const { socket } = play(['o'])
    expect(() => socket.close(1_001))
      .to.throw(DOMException)
      .with.property('name', 'InvalidAccessError')
    expect(() => socket.reconnect(1_001))
      .to.throw(DOMException)
      .with.property('name', 'InvalidAccessError')
    expect(socket.readyState).to.equal(0)
  })
})
