import { expect } from 'chai'
import { clientRestart$, clientStart$, clientStop$, type ConnectionEvent, state$ } from 'pulsewire'
import { Subject, switchMap, take } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { told, watch, type Watched } from '../support/watching.ts'

const tags = ({ values }: Watched<ConnectionEvent<string>>): string[] => values.map(told)
const completed = { _tag: 'Completed' } as const

describe('leases, when starts, stops and releases meet', () => {
  it('complete on a double start and a double stop, with one socket', () => {
    const { chat, peer } = connectTo({ opens: true, closes: false })
    const leases = [watch(clientStart$(chat)), watch(clientStart$(chat))]
    const stops = [watch(clientStop$(chat)), watch(clientStop$(chat, { code: 4001 }))]
    peer.last.lose(1000)
    expect(peer.sockets).to.have.length(1)
    expect(peer.last.closes).to.deep.equal([[1000, '']])
    for (const stop of stops) {
      expect(stop.values.map(told)).to.deep.equal(['Closed'])
      expect(stop.end).to.deep.equal(completed)
    }
    for (const lease of leases) expect(lease.end).to.deep.equal(completed)
  })

  it('complete at once with Closed 1006 on a stop while waiting, and leave no timer', () => {
    const { chat, peer, clock } = connectTo()
    const lease = watch(clientStart$(chat))
    peer.last.refuse()
    const stop = watch(clientStop$(chat))
    expect(stop.values).to.deep.equal([{ _tag: 'Closed', code: 1006, reason: '', wasClean: false }])
    expect(lease.end).to.deep.equal(completed)
    expect(clock.pending()).to.equal(0)
  })

  it('complete on a stop while connecting, and ignore the dropped dial', () => {
    const { chat, peer, clock } = connectTo()
    const lease = watch(clientStart$(chat))
    clientStop$(chat).subscribe()
    expect(peer.last.isTerminated).to.equal(true)
    peer.last.open()
    expect(tags(lease)).to.deep.equal(['Connecting', 'Closed'])
    expect(clock.pending()).to.equal(0)
  })

  it('begin with Connecting after a start while closing, once the old lease has completed', () => {
    const { chat, peer } = connectTo({ opens: true, closes: false })
    const old = watch(clientStart$(chat))
    clientStop$(chat).subscribe()
    const fresh = watch(clientStart$(chat))
    expect(tags(fresh)).to.deep.equal([])
    peer.sockets[0]!.lose(1000)
    expect(tags(old)).to.deep.equal(['Connecting', 'Open', 'Closing', 'Closed'])
    expect(old.end).to.deep.equal(completed)
    expect(tags(fresh)).to.deep.equal(['Connecting', 'Open'])
    expect(fresh.end).to.equal(undefined)
  })

  it('dial nothing after a start while closing that is released again', () => {
    const { chat, peer, clock } = connectTo({ opens: true, closes: false })
    watch(clientStart$(chat))
    clientStop$(chat).subscribe()
    watch(clientStart$(chat)).stop()
    clock.pass(0)
    peer.last.lose(1000)
    clock.pass(10)
    expect(peer.sockets).to.have.length(1)
    expect(clock.pending()).to.equal(0)
  })

  it('end with the closing run when a start while closing is stopped again', () => {
    const { chat, peer } = connectTo({ opens: true, closes: false })
    watch(clientStart$(chat))
    clientStop$(chat).subscribe()
    const fresh = watch(clientStart$(chat))
    clientStop$(chat).subscribe()
    expect(tags(fresh)).to.deep.equal(['Closing'])
    peer.last.lose(1000)
    expect(tags(fresh)).to.deep.equal(['Closing', 'Closed'])
    expect(fresh.end).to.deep.equal(completed)
    expect(peer.sockets).to.have.length(1)
  })

  it('drop the dial when the last one is released while connecting', () => {
    const { chat, peer, clock } = connectTo()
    const lease = watch(clientStart$(chat))
    lease.stop()
    expect(peer.last.isTerminated).to.equal(false)
    clock.pass(0)
    expect(peer.last.isTerminated).to.equal(true)
    expect(clock.pending()).to.equal(0)
  })

  it('keep one socket while switchMap goes from user to user', () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const users = new Subject<string>()
    const lease = watch(users.pipe(switchMap(() => clientStart$(chat).pipe(state$()))))
    users.next('ann')
    users.next('bob')
    users.next('cid')
    clock.pass(10)
    expect(peer.sockets).to.have.length(1)
    expect(peer.last.closes).to.deep.equal([])
    expect(lease.values.map(told)).to.deep.equal(['Connecting', 'Open', 'Open', 'Open'])
  })

  it('keep the socket when one is taken within linger ms after the last release', () => {
    const { chat, peer, clock } = connectTo({ opens: true }, { linger: 100 })
    watch(clientStart$(chat)).stop()
    clock.pass(99)
    const again = watch(clientStart$(chat))
    clock.pass(500)
    expect(peer.last.closes).to.deep.equal([])
    again.stop()
    clock.pass(99)
    expect(peer.last.closes).to.deep.equal([])
    clock.pass(1)
    expect(peer.last.closes).to.deep.equal([[1000, '']])
  })

  it('linger for 2^31 - 1 ms with linger: Infinity', () => {
    const { chat, peer, clock } = connectTo({ opens: true }, { linger: Infinity })
    const delays: number[] = []
    const { after } = clock
    Object.assign(clock, {
      after: (ms: number, f: () => void) => {
        delays.push(ms)
        return after(ms, f)
      },
    })
    watch(clientStart$(chat)).stop()
    expect(delays.at(-1)).to.equal(2 ** 31 - 1)
    expect(peer.last.closes).to.deep.equal([])
  })

  it('linger during a restart too', () => {
    const { chat, peer, clock } = connectTo({ opens: true, closes: false }, { linger: 100 })
    const lease = watch(clientStart$(chat))
    clientRestart$(chat).subscribe()
    lease.stop()
    clock.pass(50)
    const again = watch(clientStart$(chat))
    expect(tags(again)).to.deep.equal(['Closing'])
    peer.last.lose(1000)
    expect(tags(again)).to.deep.equal(['Closing', 'Connecting', 'Open'])
  })

  it('are not taken for a subscriber that left before its turn', () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    chat.pipe(state$(), take(1)).subscribe(() => {
      watch(clientStart$(chat)).stop()
    })
    clock.pass(10)
    expect(peer.sockets.every(({ isOver }) => isOver)).to.equal(true)
    expect(clock.pending()).to.equal(0)
  })

  it('may be released and taken from inside the end of their run', () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const again: Array<Watched<ConnectionEvent<string>>> = []
    const others: Array<Watched<ConnectionEvent<string>>> = []
    clientStart$(chat).subscribe({
      complete: () => {
        others[0]!.stop()
        again.push(watch(clientStart$(chat)))
      },
    })
    others.push(watch(clientStart$(chat)))
    clientStop$(chat).subscribe()
    clock.pass(10)
    expect(tags(again[0]!)).to.deep.equal(['Connecting', 'Open'])
    expect(others[0]!.end).to.equal(undefined)
    expect(peer.last.isOver).to.equal(false)
  })
})
