import { expect } from 'chai'
import { clientStart$, clientStop$, state, stop$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { of } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'
import { events } from './events.ts'
import { operatorContract } from './operator-contract.ts'

describe('stop$', () => {
  it(
    'one end for each start that was seen',
    marbles(({ hot, expectObservable }) => {
      const stream = hot('xcow-wcof-cosx-x|', events)
      const values = '    ---w----f----x--|'
      expectObservable(stream.pipe(stop$())).toBe(values, events)
    }),
  )

  it('emits no end from before its subscription, and none of a connection that was never open', () => {
    const { chat, peer } = connectTo({})
    const stops = watch(chat.pipe(stop$()))
    clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.refuse()
    clientStop$(chat).subscribe()
    expect(stops.values).to.deep.equal([])
    expect(watch(chat.pipe(stop$())).values).to.deep.equal([])
  })

  it('completes on a lease with the last end', () => {
    const { chat } = connectTo({ opens: true })
    const stops = watch(clientStart$(chat).pipe(stop$()))
    clientStop$(chat).subscribe()
    expect(stops.values).to.deep.equal([state.closed()])
    expect(stops.end).to.deep.equal({ _tag: 'Completed' })
  })

  it('holds its state in the subscription', () => {
    const ends$ = of(state.open(), state.closed()).pipe(stop$())
    expect([watch(ends$).values, watch(ends$).values]).to.deep.equal([[state.closed()], [state.closed()]])
  })

  operatorContract(() => stop$())
})
