import { expect } from 'chai'
import { clientStart$, state, state$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { map, range, take } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'
import { events } from './events.ts'

describe('state$', () => {
  it(
    'works on a plain stream',
    marbles(({ hot, expectObservable }) => {
      const stream = hot('icoaews-x|', events)
      const values = '    ico--ws-x|'
      expectObservable(stream.pipe(state$())).toBe(values, events)
    }),
  )

  it('starts with the present state, on a handle and on a lease', () => {
    const { chat } = connectTo({ opens: true })
    expect(watch(chat.pipe(state$())).values).to.deep.equal([state.idle])
    const lease = watch(clientStart$(chat).pipe(state$()))
    expect(lease.values).to.deep.equal([state.connecting(), state.open()])
    expect(watch(chat.pipe(state$())).values).to.deep.equal([state.open()])
  })

  it('stops an endless stream when somebody has had enough', () => {
    let told = 0
    const endless$ = range(0, 100_000).pipe(
      map((n) => {
        told++
        return [events['o'], events['a'], events['e'], events['x']][n % 4]!
      }),
    )
    expect(watch(endless$.pipe(state$(), take(1))).values).to.have.length(1)
    expect(told).to.be.at.most(5)
  })
})
