import { expect } from 'chai'
import { clientStart$ } from 'pulsewire'
import { Observable, of, type Subscriber } from 'rxjs'

import { channelOf, Channels, emit } from '../../lib/connection/channels.ts'
import { connectTo } from '../support/peers/connect-to.ts'

/** Subscribes to a channel; what it is told is done with. */
function join(channels: Channels<string>, next: (value: string) => void): Subscriber<string> {
  let joined: Subscriber<string> | undefined
  new Observable<string>((subscriber) => {
    joined = subscriber
    channels.add('values', subscriber)
    return () => {
      channels.remove('values', subscriber)
    }
  }).subscribe(next)
  return joined as unknown as Subscriber<string>
}

describe('Channels', () => {
  it('tell subscribers in the order in which they came', () => {
    const channels = new Channels<string>()
    const told: string[] = []
    for (const name of ['a', 'b', 'c']) join(channels, (value) => told.push(name + value))
    emit(channels.values, '1')
    expect(told).to.deep.equal(['a1', 'b1', 'c1'])
  })

  it('tell in one round neither whoever joins nor whoever leaves in it', () => {
    const channels = new Channels<string>()
    const told: string[] = []
    join(channels, (value) => {
      told.push(`a${value}`)
      if (value !== '1') return
      second.unsubscribe()
      join(channels, (later) => told.push(`c${later}`))
    })
    const second = join(channels, (value) => told.push(`b${value}`))
    emit(channels.values, '1')
    emit(channels.values, '2')
    expect(told).to.deep.equal(['a1', 'a2', 'c2'])
    expect(channels.values).to.have.length(2)
  })
})

describe('laneOf', () => {
  it('finds those of a connection and of a lease, and none of any other stream', () => {
    const { chat } = connectTo()
    expect(channelOf(chat, 'values')).to.be.instanceOf(Observable)
    expect(channelOf(clientStart$(chat), 'values')).to.be.instanceOf(Observable)
    expect(channelOf(chat.pipe(), 'values')).to.be.instanceOf(Observable)
    expect(channelOf(of(), 'values')).to.equal(undefined)
  })
})
