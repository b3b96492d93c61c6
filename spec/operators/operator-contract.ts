import { expect } from 'chai'
import type { ConnectionEvent } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { concat, map, of, type OperatorFunction, range, take, throwError } from 'rxjs'

import { watch } from '../support/watching.ts'
import { events } from './events.ts'

const loop = [events['o'], events['a'], events['e'], events['x']] as ReadonlyArray<ConnectionEvent<string>>

/** The specs that each node on the events of a connection passes, on a stream of any other kind too. */
export function operatorContract(operator: () => OperatorFunction<ConnectionEvent<string>, unknown>): void {
  it('stops an endless synchronous stream when its subscriber has all that it wants', () => {
    let emitted = 0
    const endless$ = range(0, 100_000).pipe(
      map((n) => {
        emitted++
        return loop[n % loop.length] as ConnectionEvent<string>
      }),
    )
    expect(watch(endless$.pipe(operator(), take(1))).values).to.have.length(1)
    expect(emitted).to.be.at.most(loop.length + 1)
  })

  it('ends with the error of its source', () => {
    const broken$ = concat(
      of(...loop),
      throwError(() => new Error('mine')),
    )
    expect(watch(broken$.pipe(operator())).end).to.have.nested.property('error.message', 'mine')
  })

  it(
    'subscribes to its source once for each subscriber, and unsubscribes with it',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot('----o-----|', events)
      const first = '      ^----------'
      const second = '     --^-!'
      const emitted$ = source$.pipe(operator())
      expectObservable(emitted$, first)
      expectObservable(emitted$, second)
      expectSubscriptions(source$.subscriptions).toBe(['^---------!', '--^-!'])
    }),
  )
}
