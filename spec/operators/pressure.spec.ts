import { expect } from 'chai'
import { clientStart$, clientStop$, pressure$, send } from 'pulsewire'
import { of } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'

describe('pressure$', () => {
  it('emits the unsent bytes at once, and then whenever they cross the mark', () => {
    const { chat, peer } = connectTo({ opens: true, writes: false })
    clientStart$(chat).subscribe()
    of('12345').pipe(send(chat)).subscribe()
    const pressures = watch(pressure$(chat, { mark: 10 }))
    expect(pressures.values).to.deep.equal([5])
    of('12345', '1', '2').pipe(send(chat)).subscribe()
    expect(pressures.values).to.deep.equal([5, 11])
    peer.last.answer(1)
    expect(pressures.values).to.deep.equal([5, 11, 7])
    peer.last.answer()
    expect(pressures.values).to.deep.equal([5, 11, 7])
  })

  it('counts messages that wait for a connection, until they are withdrawn, dropped or uncertain', () => {
    const { chat, peer } = connectTo({ writes: false }, { outbox: { limit: 1, overflow: 'dropOldest' } })
    const pressures = watch(pressure$(chat, { mark: 0 }))
    clientStart$(chat).subscribe()
    const waiting = watch(of('abc').pipe(send(chat)))
    waiting.stop()
    of('abc', 'de').pipe(send(chat)).subscribe()
    clientStop$(chat).subscribe()
    expect(pressures.values).to.deep.equal([0, 3, 0, 3, 0])
    clientStart$(chat).subscribe()
    peer.last.open()
    of('abc').pipe(send(chat)).subscribe()
    peer.last.lose()
    expect(pressures.values.slice(5)).to.deep.equal([3, 0])
  })
})
