import { expect } from 'chai'
import { clientStart$, receive$ } from 'pulsewire'
import { fromPlatformObservable, type PlatformObservable, toPlatformObservable } from 'pulsewire/observable'
import { interval, of, range, take, throwError, toArray } from 'rxjs'

import { leftOver } from '../../bridges/left-over.ts'
import { numbered } from '../../bridges/taking.ts'
import { connectTo } from '../../support/peers/connect-to.ts'
import { until } from './ui-contract.ts'

/** The platform's own operators, as far as they are used here. */
interface Native<T> extends PlatformObservable<T> {
  map<R>(project: (value: T) => R): Native<R>
  take(count: number): Native<T>
  toArray(): Promise<T[]>
}

const native = <T>(observable: PlatformObservable<T>): Native<T> => observable as Native<T>

describe("The bridge to the platform's Observable", () => {
  it('gives every one of 1,000 messages of one turn to the platform, which shares one lease', async () => {
    const { chat, peer, clock, errors } = connectTo({ opens: true })
    errors.stop()
    const messages = native(toPlatformObservable(clientStart$(chat).pipe(receive$())))
    expect(messages).to.be.instanceOf((globalThis as unknown as { Observable: new () => object }).Observable)
    expect(peer.sockets).to.have.length(0)
    const all = [messages.map(Number).toArray(), messages.map(Number).toArray()]
    peer.last.say(...numbered(1_000))
    peer.last.lose(1000)
    expect(await Promise.all(all)).to.deep.equal([1, 2].map(() => numbered(1_000).map(Number)))
    expect(peer.sockets).to.have.length(1)
    expect(leftOver(chat)).to.deep.equal([])
    expect(clock.pending()).to.equal(0)
  })

  it('releases the lease with the last subscriber', async () => {
    const { chat, peer, clock, errors } = connectTo({ opens: true })
    errors.stop()
    const first = native(toPlatformObservable(clientStart$(chat).pipe(receive$())))
      .take(1)
      .toArray()
    peer.last.say('a', 'b')
    expect(await first).to.deep.equal(['a'])
    clock.pass(0)
    expect(peer.last.closes).to.deep.equal([[1000, '']])
    expect(leftOver(chat)).to.deep.equal([])
  })

  it('hands an error on, both ways', async () => {
    const broken = toPlatformObservable(throwError(() => 'broken'))
    const reason: unknown = await native(broken)
      .toArray()
      .catch((error: unknown) => error)
    expect(reason).to.equal('broken')
    const told: unknown[] = []
    fromPlatformObservable(broken).subscribe({ error: (error) => told.push(error) })
    expect(told).to.deep.equal(['broken'])
  })

  it('ends a source that never pauses, both ways', async () => {
    let given = 0
    const endless = toPlatformObservable(range(0, Infinity))
    expect(await native(endless).take(2).toArray()).to.deep.equal([0, 1])
    fromPlatformObservable(endless)
      .pipe(take(3))
      .subscribe(() => {
        given += 1
      })
    expect(given).to.equal(3)
  })

  it("makes a stream of the platform's, and unsubscribes it", async () => {
    const seen: unknown[] = []
    fromPlatformObservable(toPlatformObservable(of(1, 2)))
      .pipe(toArray())
      .subscribe((values) => seen.push(values))
    expect(seen).to.deep.equal([[1, 2]])
    let ticks = 0
    const ticking = fromPlatformObservable(toPlatformObservable(interval(1))).subscribe(() => {
      ticks += 1
    })
    await until(() => ticks > 2)
    ticking.unsubscribe()
    const then = ticks
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(ticks).to.equal(then)
  })
})
