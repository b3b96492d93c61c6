import { expect } from 'chai'
import { clientStart$ } from 'pulsewire'
import { Observable, of, type Subscriber } from 'rxjs'

import { Lane, laneOf } from '../../lib/connection/lanes.ts'
import { described } from './described.ts'

/** Subscribes to a lane; what it is told is done with. */
function join(lane: Lane<string>, next: (value: string) => void): Subscriber<string> {
  let joined: Subscriber<string> | undefined
  new Observable<string>((subscriber) => {
    joined = subscriber
    lane.add(subscriber)
    return () => {
      lane.remove(subscriber)
    }
  }).subscribe(next)
  return joined as unknown as Subscriber<string>
}

describe('Lane', () => {
  it('tells its subscribers in the order in which they came', () => {
    const lane = new Lane<string>()
    const told: string[] = []
    for (const name of ['a', 'b', 'c']) join(lane, (value) => told.push(name + value))
    lane.tell('1')
    expect(told).to.deep.equal(['a1', 'b1', 'c1'])
  })

  it('tells in one round neither whoever joins nor whoever leaves in it', () => {
    const lane = new Lane<string>()
    const told: string[] = []
    join(lane, (value) => {
      told.push(`a${value}`)
      if (value !== '1') return
      second.unsubscribe()
      join(lane, (later) => told.push(`c${later}`))
    })
    const second = join(lane, (value) => told.push(`b${value}`))
    lane.tell('1')
    lane.tell('2')
    expect(told).to.deep.equal(['a1', 'a2', 'c2'])
    expect(lane.subscribers).to.have.length(2)
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
