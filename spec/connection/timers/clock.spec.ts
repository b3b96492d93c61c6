import { expect } from 'chai'
import { marbles } from 'pulsewire/testing'
import { Observable } from 'rxjs'

import { type Clock, defaultClock } from '../../../lib/connection/timers/clock.ts'
import { unreferencedClock } from '../../../lib/connection/timers/unreferenced-clock.ts'

const after$ = (ms: number, clock: Clock = defaultClock): Observable<number> =>
  new Observable((subscriber) =>
    clock.after(ms, () => {
      subscriber.next(clock.now())
      subscriber.complete()
    }),
  )

describe('defaultClock', () => {
  it(
    'is moved by the virtual time of rxjs',
    marbles(({ expectObservable }) => {
      expectObservable(after$(5)).toBe('-----(t|)', { t: 5 })
      expectObservable(after$(0)).toBe('(t|)', { t: 0 })
      expectObservable(after$(5), '^--!').toBe('-')
    }),
  )

  it('begins near the time of day, and knows it', async () => {
    const before = Date.now()
    const times = [defaultClock.now(), defaultClock.wall?.() ?? 0]
    for (const time of times) expect(time).to.be.within(before - 50, Date.now() + 50)
    const calls: string[] = []
    defaultClock.after(1, () => calls.push('cancelled'))()
    await new Promise<void>((resolve) => {
      defaultClock.after(2, resolve)
    })
    expect(calls).to.deep.equal([])
  })
})

const countTimers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length

describe('unreferencedClock', () => {
  it('does not keep the process alive, and calls back or cancels as any other', async () => {
    const before = countTimers()
    const calls: string[] = []
    const cancel = unreferencedClock.after(1, () => calls.push('cancelled'))
    unreferencedClock.after(1, () => calls.push('called'))
    expect(countTimers()).to.equal(before)
    cancel()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(calls).to.deep.equal(['called'])
    // The count notices a timer that does keep it alive.
    const unkept = countTimers()
    const keep = defaultClock.after(1_000, () => undefined)
    expect(countTimers()).to.equal(unkept + 1)
    keep()
  })

  it(
    'is moved by the virtual time of rxjs',
    marbles(({ expectObservable }) => {
      expectObservable(after$(5, unreferencedClock)).toBe('-----(t|)', { t: 5 })
    }),
  )

  it('works with the timers of a browser, which are numbers', () => {
    const { setTimeout, clearTimeout } = globalThis
    const cleared: unknown[] = []
    Object.assign(globalThis, { setTimeout: () => 7, clearTimeout: (timer: unknown) => cleared.push(timer) })
    try {
      unreferencedClock.after(5, () => undefined)()
    } finally {
      Object.assign(globalThis, { setTimeout, clearTimeout })
    }
    expect(cleared).to.deep.equal([7])
  })
})

describe('afterInput', () => {
  const { setImmediate } = globalThis
  afterEach(() => {
    Object.assign(globalThis, { setImmediate })
  })

  it('waits for the end of the poll phase where the platform has one', () => {
    const immediates: unknown[] = []
    Object.assign(globalThis, { setImmediate: (f: unknown) => immediates.push(f) })
    const called = (): void => undefined
    defaultClock.afterInput?.(called)
    expect(immediates).to.deep.equal([called])
  })

  it('waits for the tasks that are queued where it has none, as in browsers', async () => {
    Object.assign(globalThis, { setImmediate: undefined })
    await new Promise<void>((resolve) => defaultClock.afterInput?.(resolve))
  })

  it(
    'is at once in the virtual time of rxjs, which has no input of its own',
    marbles(({ expectObservable }) => {
      const after$ = new Observable((subscriber) => defaultClock.afterInput?.(() => subscriber.next('i')))
      expectObservable(after$, '^--!').toBe('i')
    }),
  )
})
