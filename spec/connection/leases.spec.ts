import { expect } from 'chai'
import { clientStart$, clientStop$, type Codec, receive$ } from 'pulsewire'

import { coreOf } from '../../lib/connection/connection.ts'
import { type ConnectedPeer, connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'

/** The number of subscribers of the channel of states. */
function countListed({ chat }: ConnectedPeer): number {
  let count = 0
  for (let one = coreOf(chat).channels.lifecycle?.first; one !== undefined; one = one.next) count++
  return count
}

const lease = ({ chat }: ConnectedPeer): { readonly unsubscribe: () => void } =>
  clientStart$(chat).subscribe({ error: () => undefined })

describe('A lease', () => {
  it('guarantee 9: leaves nothing behind when it is released, and when its run ends', () => {
    const connected = connectTo({ opens: true })
    const before = countListed(connected)
    const [first] = [lease(connected), lease(connected)]
    expect(countListed(connected)).to.equal(before + 2)
    first.unsubscribe()
    expect(countListed(connected)).to.equal(before + 1)
    clientStop$(connected.chat).subscribe()
    expect(countListed(connected)).to.equal(before)
  })

  it('that was taken while the connection closes keeps its next run, although another one is released', () => {
    const connected = connectTo({ opens: true, closes: false })
    const { chat, peer, clock } = connected
    lease(connected)
    clientStop$(chat).subscribe()
    const [released] = [lease(connected), lease(connected)]
    released.unsubscribe()
    clock.pass(0)
    peer.last.lose(1000)
    clock.pass(0)
    expect(chat.state._tag).to.equal('Open')
  })

  it('that is released before its turn has come dials nothing', () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    let taken = 0
    chat.subscribe(({ _tag }) => {
      if (_tag !== 'Idle' && _tag !== 'Closed') return
      taken++
      if (taken === 2) clientStart$(chat).subscribe().unsubscribe()
    })
    clientStart$(chat).subscribe()
    clientStop$(chat).subscribe()
    clock.pass(0)
    expect(taken).to.equal(2)
    expect(peer.sockets).to.have.length(1)
    expect(chat.state._tag).to.equal('Closed')
  })

  it('guarantee 6: leaves no timer of its linger when the connection is stopped meanwhile', () => {
    const connected = connectTo({ opens: true }, { linger: 100 })
    lease(connected).unsubscribe()
    expect(connected.clock.pending()).to.equal(1)
    clientStop$(connected.chat).subscribe()
    expect(connected.clock.pending()).to.equal(0)
  })
})

describe('A subscriber that has left', () => {
  it('has its messages decoded no more', () => {
    let decoded = 0
    const codec: Codec<string> = {
      decode: (data) => {
        decoded++
        return { _tag: 'Right', right: String(data) }
      },
      encode: (value) => ({ _tag: 'Right', right: value }),
    }
    const { chat, peer } = connectTo({ opens: true }, { codec })
    clientStart$(chat).subscribe({ error: () => undefined })
    watch(chat.pipe(receive$())).stop()
    peer.last.say('a')
    expect(decoded).to.equal(0)
  })
})

describe('Core.isBusy', () => {
  it('is true within a turn, and false outside', () => {
    const { chat } = connectTo({ opens: true })
    const core = coreOf(chat)
    const seen: boolean[] = []
    chat.subscribe(() => seen.push(core.isBusy))
    clientStart$(chat).subscribe()
    // The state at subscription is emitted outside of any turn.
    expect(seen).to.deep.equal([false, true, true])
    expect(core.isBusy).to.equal(false)
  })
})

describe('A clock without a time of day', () => {
  it('gives its elapsed time for it', () => {
    const { clock } = connectTo()
    const { chat, peer } = connectTo({}, { clock: { now: clock.now, after: clock.after } })
    clientStart$(chat).subscribe()
    peer.last.refuse()
    expect(chat.state).to.include({ _tag: 'Waiting', until: clock.now() + 1_000 })
  })
})
