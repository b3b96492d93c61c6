import { expect } from 'chai'
import { marbles } from 'pulsewire/testing'
import { Observable } from 'rxjs'

import { defaultClock } from '../../../lib/connection/timers/clock.ts'

const after$ = (ms: number): Observable<number> =>
  new Observable((subscriber) =>
    defaultClock.after(ms, () => {
      subscriber.next(defaultClock.now())
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
    expect(Math.abs(defaultClock.now() - Date.now())).to.be.lessThan(50)
    expect(Math.abs((defaultClock.wall?.() ?? 0) - Date.now())).to.be.lessThan(50)
    const calls: string[] = []
    defaultClock.after(1, () => calls.push('cancelled'))()
    await new Promise<void>((resolve) => {
      defaultClock.after(2, resolve)
    })
    expect(calls).to.deep.equal([])
  })
})
