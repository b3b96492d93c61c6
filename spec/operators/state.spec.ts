import { expect } from 'chai'
import { clientStart$, state, state$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'
import { events } from './events.ts'
import { operatorContract } from './operator-contract.ts'

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

  operatorContract(() => state$())
})
