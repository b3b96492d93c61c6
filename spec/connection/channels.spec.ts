import { expect } from 'chai'
import { clientStart$ } from 'pulsewire'
import { Observable, of, type Subscriber } from 'rxjs'

import { laneOf, Lanes, tell } from '../../lib/connection/channels.ts'
import { described } from '../support/peers/connect-to.ts'

/** Subscribes to a lane; what it is told is done with. */
function join(lanes: Lanes<string>, next: (value: string) => void): Subscriber<string> {
  let joined: Subscriber<string> | undefined
  new Observable<string>((subscriber) => {
    joined = subscriber
    lanes.join('values', subscriber)
    return () => {
      lanes.leave('values', subscriber)
    }
  }).subscribe(next)
  return joined as unknown as Subscriber<string>
}

describe('Lanes', () => {
  it('tell subscribers in the order in which they came', () => {
    const lanes = new Lanes<string>()
    const told: string[] = []
    for (const name of ['a', 'b', 'c']) join(lanes, (value) => told.push(name + value))
    tell(lanes.values, '1')
    expect(told).to.deep.equal(['a1', 'b1', 'c1'])
  })

  it('tell in one round neither whoever joins nor whoever leaves in it', () => {
    const lanes = new Lanes<string>()
    const told: string[] = []
    join(lanes, (value) => {
      told.push(`a${value}`)
      if (value !== '1') return
      second.unsubscribe()
      join(lanes, (later) => told.push(`c${later}`))
    })
    const second = join(lanes, (value) => told.push(`b${value}`))
    tell(lanes.values, '1')
    tell(lanes.values, '2')
    expect(told).to.deep.equal(['a1', 'a2', 'c2'])
    expect(lanes.values).to.have.length(2)
  })
})

describe('laneOf', () => {
  it('finds those of a connection and of a lease, and none of any other stream', () => {
    const { chat } = described()
    expect(laneOf(chat, 'values')).to.be.instanceOf(Observable)
    expect(laneOf(clientStart$(chat), 'values')).to.be.instanceOf(Observable)
    expect(laneOf(chat.pipe(), 'values')).to.be.instanceOf(Observable)
    expect(laneOf(of(), 'values')).to.equal(undefined)
  })
})
