import { expect } from 'chai'
import { clientStart$, type ConnectionEvent, receive$, start$ } from 'pulsewire'
import { firstValueFrom, map, Observable } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { told, unhandledOf, watch } from '../support/watching.ts'

describe('clientStart$', () => {
  it('starts nothing before it is subscribed to, and takes a lease with each subscription', () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const lease$ = clientStart$(chat)
    expect(peer.sockets).to.deep.equal([])
    const [first, second] = [watch(lease$), watch(lease$)]
    first.stop()
    clock.pass(1)
    expect(peer.last.isOver).to.equal(false)
    second.stop()
    clock.pass(1)
    expect(peer.last.isOver).to.equal(true)
  })

  it('builds no events for a lease that has no use for them', () => {
    let decoded = 0
    const codec = {
      decode: (data: string | Uint8Array) => {
        decoded++
        return { _tag: 'Right', right: String(data) } as const
      },
      encode: (value: string) => ({ _tag: 'Right', right: value }) as const,
    }
    const { chat, peer } = connectTo({ opens: true }, { codec })
    const ends: string[] = []
    clientStart$(chat).subscribe()
    clientStart$(chat).subscribe({ error: () => undefined, complete: () => ends.push('completed') })
    clientStart$(chat).subscribe({ complete: () => ends.push('completed too') })
    clientStart$(chat).subscribe(null)
    watch(clientStart$(chat).pipe(start$()))
    peer.last.say('a')
    expect(decoded).to.equal(0)
    peer.last.lose(1000)
    expect(ends).to.have.members(['completed', 'completed too'])
  })

  it('takes observers in every form that an Observable takes', () => {
    const { chat, peer } = connectTo({ opens: true })
    const seen: string[] = []
    class Observing {
      readonly name = 'method'
      next(event: ConnectionEvent<string>): void {
        seen.push(`${this.name} ${told(event)}`)
      }
    }
    clientStart$(chat).subscribe((event) => seen.push(`function ${told(event)}`))
    clientStart$(chat).subscribe(new Observing())
    clientStart$(chat)
      .pipe(map(told))
      .subscribe({ next: (tag) => seen.push(`operator ${tag}`) })
    peer.last.say('a')
    expect(seen).to.include.members(['function Message a', 'method Message a', 'operator Message a'])
  })

  it('is let go by firstValueFrom as anywhere', async () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const opened = firstValueFrom(clientStart$(chat).pipe(start$()), { defaultValue: undefined })
    expect(await opened).to.have.property('_tag', 'Open')
    clock.pass(0)
    expect(peer.last.closes).to.deep.equal([[1000, '']])
  })

  it('errors as any Observable does: rxjs reports an unhandled error', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const unhandled = await unhandledOf(() => {
      clientStart$(chat).pipe(receive$()).subscribe()
      peer.last.lose(1002)
    })
    expect(unhandled).to.have.length(1)
    expect(unhandled[0]).to.have.property('_tag', 'ConnectionLost')
  })

  it('takes its handlers one by one too, as rxjs does', () => {
    const { chat, peer } = connectTo({ opens: true }, { retry: false })
    const got: string[] = []
    const note = (what: string) => () => got.push(what)
    // eslint-disable-next-line rxjs-x/prefer-observer -- as older programs do
    clientStart$(chat).subscribe(undefined, note('error'), note('complete'))
    // eslint-disable-next-line rxjs-x/prefer-observer -- as older programs do
    clientStart$(chat).subscribe(({ _tag }) => got.push(_tag), note('other error'))
    peer.last.lose()
    expect(got.filter((what) => /rror/.test(what))).to.deep.equal(['error', 'other error'])
    expect(got).to.include('Open')
  })

  describe('with a signal', () => {
    const withSignal = (): ReturnType<typeof connectTo> & { readonly abort: AbortController } => ({
      ...connectTo({ opens: true }),
      abort: new AbortController(),
    })

    it('releases the lease and completes it when the signal aborts', () => {
      const { chat, peer, clock, abort } = withSignal()
      const lease = watch(clientStart$(chat, { signal: abort.signal }))
      expect(told(lease.values.at(-1)!)).to.equal('Open')
      abort.abort()
      expect(lease.end).to.deep.equal({ _tag: 'Completed' })
      clock.pass(0)
      expect(peer.last.closes).to.deep.equal([[1000, '']])
    })

    it('releases each of its leases, also behind operators, and no other', () => {
      const { chat, peer, clock, abort } = withSignal()
      const other = watch(clientStart$(chat))
      const lease$ = clientStart$(chat, { signal: abort.signal })
      const leases = [watch(lease$), watch(lease$.pipe(receive$())), watch(lease$.pipe(start$()))]
      abort.abort()
      for (const { end } of leases) expect(end).to.deep.equal({ _tag: 'Completed' })
      clock.pass(0)
      expect(peer.last.closes).to.deep.equal([])
      expect(other.end).to.equal(undefined)
    })

    it('takes no lease where the signal is aborted already', () => {
      const { chat, peer, abort } = withSignal()
      abort.abort()
      expect(watch(clientStart$(chat, { signal: abort.signal }))).to.deep.include({
        values: [],
        end: { _tag: 'Completed' },
      })
      expect(peer.sockets).to.deep.equal([])
      expect(chat.state._tag).to.equal('Idle')
    })

    it('aborts a dial that is under way, and from inside a subscriber', () => {
      const { chat, peer, clock } = connectTo()
      const abort = new AbortController()
      const seen: string[] = []
      clientStart$(chat, { signal: abort.signal }).subscribe((event) => {
        seen.push(event._tag)
        abort.abort()
      })
      clock.pass(0)
      expect(seen).to.deep.equal(['Connecting'])
      expect(peer.sockets.every(({ isOver }) => isOver)).to.equal(true)
      expect(chat.state._tag).to.equal('Closed')
    })

    it('leaves no listener on the signal when the lease ends before', () => {
      const { chat, peer, abort } = withSignal()
      const listeners = new Set<unknown>()
      const { signal } = abort
      const add = signal.addEventListener.bind(signal)
      const remove = signal.removeEventListener.bind(signal)
      signal.addEventListener = (type: string, listener: never) => {
        listeners.add(listener)
        add(type, listener)
      }
      signal.removeEventListener = (type: string, listener: never) => {
        listeners.delete(listener)
        remove(type, listener)
      }
      const [ended, released] = [watch(clientStart$(chat, { signal })), watch(clientStart$(chat, { signal }))]
      expect(listeners.size).to.equal(2)
      released.stop()
      expect(listeners.size).to.equal(1)
      peer.last.lose(1000)
      expect(ended.end).to.deep.equal({ _tag: 'Completed' })
      expect(listeners.size).to.equal(0)
    })
  })

  describe('with using', () => {
    it('releases the lease at the end of the block', () => {
      const { chat, peer, clock } = connectTo({ opens: true })
      {
        using lease = clientStart$(chat).subscribe()
        expect(lease.closed).to.equal(false)
        clock.pass(0)
        expect(chat.state._tag).to.equal('Open')
      }
      clock.pass(0)
      expect(peer.last.closes).to.deep.equal([[1000, '']])
    })

    it('changes no subscription but its own, and shows nothing in it', () => {
      const { chat } = connectTo({ opens: true })
      const lease = clientStart$(chat).subscribe(() => undefined)
      expect(Object.getOwnPropertySymbols(lease)).to.deep.equal([Symbol.dispose])
      expect(Object.keys(lease)).to.deep.equal(Object.keys(new Observable().subscribe(() => undefined)))
      expect(Symbol.dispose in new Observable().subscribe()).to.equal(false)
    })
  })
})
