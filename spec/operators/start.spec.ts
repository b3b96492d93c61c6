import { expect } from 'chai'
import { clientRestart$, clientStart$, start$, state } from 'pulsewire'
import { marbles } from 'pulsewire/testing'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'
import { events } from './events.ts'
import { operatorContract } from './operator-contract.ts'

describe('start$', () => {
  it(
    'works on a plain stream',
    marbles(({ hot, expectObservable }) => {
      const stream = hot('icoaweo|', events)
      const values = '    --o---o|'
      expectObservable(stream.pipe(start$())).toBe(values, events)
    }),
  )

  it('emits Open at once if the connection is open, and on every start and restart', () => {
    const { chat } = connectTo({ opens: true })
    const starts = watch(chat.pipe(start$()))
    expect(starts.values).to.have.length(0)
    clientStart$(chat).subscribe()
    clientRestart$(chat).subscribe()
    expect(starts.values).to.have.length(2)
    expect(watch(chat.pipe(start$())).values).to.deep.equal([state.open()])
  })

  operatorContract(() => start$())
})
