import { expect } from 'chai'
import {
  clientRestart$,
  clientStart$,
  clientStop$,
  type ConnectionEvent,
  defineConnection,
  error$,
  receive$,
  start$,
  state$,
} from 'pulsewire'
import { marbles, refuses } from 'pulsewire/testing'
import { catchError, map, repeat, retry, Subject, switchMap, take } from 'rxjs'

import { described } from './described.ts'
import { told, watch, type Watched } from './watching.ts'

const tags = ({ values }: Watched<ConnectionEvent<string>>): string[] => values.map(told)
const completed = { _tag: 'Completed' } as const

describe('Leases', () => {
  describe('runs', () => {
    it('starts with the first lease and stops with the release of the last, by 1000', () => {
      const { chat, peer, clock } = described({ opens: true })
      const first = watch(clientStart$(chat))
      const second = watch(clientStart$(chat))
      expect(tags(first)).to.deep.equal(['Connecting', 'Open'])
      expect(tags(second)).to.deep.equal(['Open'])
      first.stop()
      clock.pass(1)
      expect(peer.last.closes).to.deep.equal([])
      second.stop()
      expect(peer.last.closes).to.deep.equal([])
      clock.pass(0)
      expect(peer.last.closes).to.deep.equal([[1000, '']])
      expect(peer.sockets).to.have.length(1)
      expect(clock.pending()).to.equal(0)
    })

    it('completes every lease of a run that is stopped, at Closed, and no passive handle', () => {
      const { chat } = described({ opens: true })
      const leases = [watch(clientStart$(chat)), watch(clientStart$(chat))]
      const handle = watch(chat)
      clientStop$(chat, { code: 4000, reason: 'bye' }).subscribe()
      for (const lease of leases) {
        expect(tags(lease).slice(-3)).to.deep.equal(['Open', 'Closing', 'Closed'])
        expect(lease.values.at(-1)).to.deep.equal({ _tag: 'Closed', code: 4000, reason: 'bye', wasClean: true })
        expect(lease.end).to.deep.equal(completed)
      }
      expect(handle.end).to.equal(undefined)
    })

    it('completes a lease at the close of the peer', () => {
      const { chat, peer } = described({ opens: true })
      const lease = watch(clientStart$(chat))
      peer.last.lose(1000)
      expect(tags(lease)).to.deep.equal(['Connecting', 'Open', 'Closed'])
      expect(lease.end).to.deep.equal(completed)
    })

    it('errors a lease with the object of Failed and of the last Fault', () => {
      const { chat, peer, errors } = described({ opens: true, writes: false }, { retry: { maxAttempts: 1 } })
      const lease = watch(clientStart$(chat))
      peer.last.lose()
      const last = errors.values.at(-1)
      expect(last).to.have.property('_tag', 'RetriesExhausted')
      expect(lease.values.at(-1)).to.deep.equal({ _tag: 'Failed', error: last })
      expect(lease.end).to.have.property('error', last)
    })

    it('gives a lease on a lane of messages the same end', () => {
      const { chat, peer, clock } = described({ opens: true })
      const good = watch(clientStart$(chat).pipe(receive$()))
      peer.last.say('a')
      peer.last.lose(1000)
      expect(good.values).to.deep.equal(['a'])
      expect(good.end).to.deep.equal(completed)
      const bad = watch(clientStart$(chat).pipe(receive$()))
      clock.pass(1_000)
      peer.last.lose(1002)
      expect(bad.end).to.have.nested.property('error._tag', 'ConnectionLost')
    })

    it('tells a lease the end of its own run only', () => {
      const { chat, peer } = described({ opens: true })
      const first = watch(clientStart$(chat))
      clientStop$(chat).subscribe()
      const second = watch(clientStart$(chat))
      peer.last.say('a')
      expect(tags(first)).to.deep.equal(['Connecting', 'Open', 'Closing', 'Closed'])
      expect(tags(second)).to.deep.equal(['Connecting', 'Open', 'Message a'])
    })

    it('waits the backoff after Failed, with the former error as its cause', () => {
      const { chat, peer, clock } = described({}, { retry: { initialDelay: 1_000, jitter: 'none' } })
      const first = watch(clientStart$(chat))
      peer.last.refuse(403)
      const { error } = first.end as { error: unknown }
      const second = watch(clientStart$(chat))
      expect(second.values).to.have.length(1)
      expect(second.values[0]).to.include({ _tag: 'Waiting', attempt: 2, delay: 1_000, cause: error })
      clock.pass(999)
      expect(peer.sockets).to.have.length(1)
      clock.pass(1)
      expect(peer.sockets).to.have.length(2)
    })

    it('starts at once after our own stop', () => {
      const { chat, peer } = described({ opens: true })
      watch(clientStart$(chat))
      clientStop$(chat).subscribe()
      const lease = watch(clientStart$(chat))
      expect(lease.values[0]).to.deep.equal({ _tag: 'Connecting', attempt: 1 })
      expect(peer.sockets).to.have.length(2)
    })
  })

  describe('races', () => {
    it('completes both on a double start and a double stop, with one socket', () => {
      const { chat, peer } = described({ opens: true, closes: false })
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

    it('stops while waiting: Closed 1006 at once, and no timer is left', () => {
      const { chat, peer, clock } = described()
      const lease = watch(clientStart$(chat))
      peer.last.refuse()
      const stop = watch(clientStop$(chat))
      expect(stop.values).to.deep.equal([{ _tag: 'Closed', code: 1006, reason: '', wasClean: false }])
      expect(lease.end).to.deep.equal(completed)
      expect(clock.pending()).to.equal(0)
    })

    it('stops while connecting: the dial is dropped, and what it says later is nothing', () => {
      const { chat, peer, clock } = described()
      const lease = watch(clientStart$(chat))
      clientStop$(chat).subscribe()
      expect(peer.last.isTerminated).to.equal(true)
      peer.last.open()
      expect(tags(lease)).to.deep.equal(['Connecting', 'Closed'])
      expect(clock.pending()).to.equal(0)
    })

    it('remembers a start while closing: the old lease completes, the new one begins with Connecting', () => {
      const { chat, peer } = described({ opens: true, closes: false })
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

    it('forgets a start while closing that is released again', () => {
      const { chat, peer, clock } = described({ opens: true, closes: false })
      watch(clientStart$(chat))
      clientStop$(chat).subscribe()
      watch(clientStart$(chat)).stop()
      clock.pass(0)
      peer.last.lose(1000)
      clock.pass(10)
      expect(peer.sockets).to.have.length(1)
      expect(clock.pending()).to.equal(0)
    })

    it('ends a start while closing that is stopped again with the run that ends', () => {
      const { chat, peer } = described({ opens: true, closes: false })
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

    it('drops a dial whose last lease is released while connecting', () => {
      const { chat, peer, clock } = described()
      const lease = watch(clientStart$(chat))
      lease.stop()
      expect(peer.last.isTerminated).to.equal(false)
      clock.pass(0)
      expect(peer.last.isTerminated).to.equal(true)
      expect(clock.pending()).to.equal(0)
    })

    it('keeps one socket while switchMap goes from user to user', () => {
      const { chat, peer, clock } = described({ opens: true })
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

    it('lingers after the last release, and a new lease within that time keeps the socket', () => {
      const { chat, peer, clock } = described({ opens: true }, { linger: 100 })
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

    it('lingers as long as a timer can wait where it should for ever', () => {
      const { chat, peer, clock } = described({ opens: true }, { linger: Infinity })
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

    it('lingers while it restarts too', () => {
      const { chat, peer, clock } = described({ opens: true, closes: false }, { linger: 100 })
      const lease = watch(clientStart$(chat))
      clientRestart$(chat).subscribe()
      lease.stop()
      clock.pass(50)
      const again = watch(clientStart$(chat))
      expect(tags(again)).to.deep.equal(['Closing'])
      peer.last.lose(1000)
      expect(tags(again)).to.deep.equal(['Closing', 'Connecting', 'Open'])
    })

    it('takes no lease for one that has left before its turn', () => {
      const { chat, peer, clock } = described({ opens: true })
      chat.pipe(state$(), take(1)).subscribe(() => {
        watch(clientStart$(chat)).stop()
      })
      clock.pass(10)
      expect(peer.sockets.every(({ isOver }) => isOver)).to.equal(true)
      expect(clock.pending()).to.equal(0)
    })

    it('lets a lease be released and another be taken from inside the end of its run', () => {
      const { chat, peer, clock } = described({ opens: true })
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

  describe('guarantee 8: no flood', () => {
    const options = { url: 'ws://peer/', name: 'chat', heartbeat: false } as const

    it(
      'retry() around a lease that is refused with 403 dials at most 6 times in a second',
      marbles(
        ({ peer, expectObservable }) => {
          const server = peer(['r'], { r: refuses(403) })
          const retrying = { initialDelay: 50, jitter: 'none' } as const
          const chat = defineConnection({ ...options, transport: server.transport, retry: retrying })
          expectObservable(clientStart$(chat).pipe(receive$(), retry()), '^ 999ms !').toBe('-')
          const dials = 'd 49ms d 99ms d 199ms d 399ms d'
          expectObservable(server.dials$.pipe(map(() => 'd'))).toBe(dials)
        },
        { until: 1_001 },
      ),
    )

    it(
      'repeat() around a lease whose peer closes at once waits longer and longer',
      marbles(
        ({ peer, expectObservable }) => {
          const server = peer(['o|'])
          const retrying = { initialDelay: 50, jitter: 'none' } as const
          const chat = defineConnection({ ...options, transport: server.transport, retry: retrying })
          expectObservable(clientStart$(chat).pipe(repeat(), start$()), '^ 999ms !').toBe(
            'o 50ms o 100ms o 200ms o 400ms o',
            { o: { _tag: 'Open', url: 'ws://peer/', protocol: '', extensions: '' } },
          )
        },
        { until: 1_001 },
      ),
    )

    it('catchError that starts again at once does not loop in one turn', () => {
      const { chat, peer, clock } = described()
      let rounds = 0
      const again = (): ReturnType<typeof clientStart$<string, string>> => {
        rounds++
        return clientStart$(chat)
      }
      watch(clientStart$(chat).pipe(catchError(again), catchError(again)))
      peer.last.refuse(403)
      expect([rounds, peer.sockets.length]).to.deep.equal([1, 1])
      clock.pass(1_000)
      expect(peer.sockets).to.have.length(2)
    })
  })

  it('needs no handler of errors where error$ absorbs the last one', () => {
    const { chat, peer } = described({ opens: true, writes: false })
    const errors = watch(clientStart$(chat).pipe(error$()))
    peer.last.lose(1002)
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['ConnectionLost'])
    expect(errors.end).to.deep.equal(completed)
  })
})
