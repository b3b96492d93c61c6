import { expect } from 'chai'
import { clientStart$, defineConnection, error$, latency$, paced, text } from 'pulsewire'
import { NEVER } from 'rxjs'

import type { Traffic } from '../../../lib/transport/traffic.ts'
import type { Transport } from '../../../lib/transport/transport.ts'
import { manualClock } from '../../support/clocks/manual-clock.ts'
import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'
import { fakePeer } from '../../support/peers/fake-peer.ts'
import { watch } from '../../support/watching.ts'

const heartbeat = { interval: 100, timeout: 30 }

/** Opens a connection to a peer that answers no ping, over a socket whose traffic the spec decides. */
function muteTo(options: Parameters<typeof connectTo>[1]): ConnectedPeer & { traffic: Traffic } {
  const connected = connectTo({ pongs: false, traffic: () => mute.traffic }, options)
  const mute = Object.assign(connected, { traffic: { read: 0, written: 0, stuck: 0 } })
  clientStart$(connected.chat).subscribe()
  connected.peer.last.open()
  return mute
}

const tagsOf = ({ errors }: ConnectedPeer): ReadonlyArray<string> => errors.values.map(({ _tag }) => _tag)

describe('Heartbeat', () => {
  it('counts bytes that come in behind the ping as a sign of life: a large message may hold up the pong', () => {
    const mute = muteTo({ heartbeat })
    mute.clock.pass(100)
    for (let beat = 1; beat <= 5; beat++) {
      mute.traffic = { ...mute.traffic, read: beat }
      mute.clock.pass(30)
      expect(tagsOf(mute)).to.deep.equal([])
      mute.clock.pass(70)
    }
    mute.clock.pass(30)
    expect(tagsOf(mute)).to.deep.equal(['HeartbeatTimedOut'])
  })

  it('counts bytes that were stuck and got away, and no others: a dead peer takes what the system can hold', () => {
    const stuck = muteTo({ heartbeat })
    stuck.traffic = { read: 0, written: 10, stuck: 5 }
    stuck.clock.pass(100)
    stuck.traffic = { read: 0, written: 12, stuck: 3 }
    stuck.clock.pass(30)
    expect(tagsOf(stuck)).to.deep.equal([])

    const free = muteTo({ heartbeat })
    free.clock.pass(100)
    free.traffic = { read: 0, written: 100, stuck: 0 }
    free.clock.pass(30)
    expect(tagsOf(free)).to.deep.equal(['HeartbeatTimedOut'])

    const filling = muteTo({ heartbeat })
    filling.clock.pass(100)
    filling.traffic = { read: 0, written: 100, stuck: 50 }
    filling.clock.pass(30)
    expect(tagsOf(filling)).to.deep.equal(['HeartbeatTimedOut'])
  })

  it('sends no ping while nothing is read, since no answer could be', () => {
    const mute = muteTo({ heartbeat })
    mute.chat.pipe(paced(mute.chat, () => NEVER, { highWaterMark: 1 })).subscribe()
    mute.peer.last.say('a', 'b', 'c', 'd')
    mute.clock.pass(1_000)
    expect(mute.peer.last.pings).to.equal(0)
  })

  it('keeps a peer that cannot be asked: without a message, on a platform without pings', () => {
    const peer = fakePeer({ opens: true })
    const transport: Transport = (...dial) => Object.assign(peer.transport(...dial), { ping: undefined })
    const { chat, clock, errors } = connectTo({}, { heartbeat, transport })
    clientStart$(chat).subscribe()
    clock.pass(1_000)
    expect(errors.values).to.deep.equal([])
    expect(peer.last.isOver).to.equal(false)
  })

  it('does not count what came before the ping', () => {
    const mute = muteTo({ heartbeat })
    mute.traffic = { read: 100, written: 0, stuck: 0 }
    mute.peer.last.say('early')
    mute.clock.pass(130)
    expect(tagsOf(mute)).to.deep.equal(['HeartbeatTimedOut'])
  })

  it('calls a message function for each ping', () => {
    let id = 0
    const { chat, peer, clock } = connectTo(
      { opens: true },
      { heartbeat: { ...heartbeat, message: () => `ping ${++id}` } },
    )
    clientStart$(chat).subscribe()
    for (let beat = 0; beat < 3; beat++) {
      clock.pass(100)
      peer.last.say('pong')
    }
    expect(peer.last.sent).to.deep.equal(['ping 1', 'ping 2', 'ping 3'])
  })

  it('guarantee 10: emits a Fault where the message function throws, and keeps the peer, which it cannot ask', () => {
    const message = (): never => {
      throw new Error('mine')
    }
    const { chat, peer, clock, errors } = connectTo({ opens: true }, { heartbeat: { ...heartbeat, message } })
    clientStart$(chat).subscribe()
    clock.pass(250)
    expect(peer.last.isOver).to.equal(false)
    expect(errors.values.map(({ message: text }) => text)).to.deep.equal([
      'chat: the heartbeat.message function threw, so no ping was sent',
      'chat: the heartbeat.message function threw, so no ping was sent',
    ])
    expect(errors.values[0]).to.deep.include({ _tag: 'EncodeFailed', issues: [] })
  })

  describe('that is passive', () => {
    const passive = { heartbeat: { passive: true, timeout: 100 } } as const

    it('guarantee 7: drops a peer exactly the timeout after its latest message, and never pings', () => {
      const mute = muteTo(passive)
      mute.clock.pass(70)
      mute.peer.last.say('a')
      mute.clock.pass(99)
      expect(tagsOf(mute)).to.deep.equal([])
      mute.clock.pass(1)
      expect(tagsOf(mute)).to.deep.equal(['HeartbeatTimedOut'])
      expect(mute.peer.last.pings).to.equal(0)
    })

    it('counts the bytes of a message that is still on its way, the first one too', () => {
      const mute = muteTo(passive)
      for (let part = 1; part <= 10; part++) {
        mute.clock.pass(90)
        mute.traffic = { ...mute.traffic, read: part }
      }
      expect(tagsOf(mute)).to.deep.equal([])
      mute.clock.pass(210)
      expect(tagsOf(mute)).to.deep.equal(['HeartbeatTimedOut'])
    })

    it('counts bytes that got stuck since the last look once, and then only if they get away', () => {
      const mute = muteTo(passive)
      mute.traffic = { read: 0, written: 50, stuck: 950 }
      for (let part = 1; part <= 5; part++) {
        mute.clock.pass(100)
        expect(tagsOf(mute)).to.deep.equal([])
        mute.traffic = { read: 0, written: 50 + part, stuck: 950 - part }
      }
      mute.clock.pass(200)
      expect(tagsOf(mute)).to.deep.equal(['HeartbeatTimedOut'])
    })

    it('counts them also where the transport opens before it returns', () => {
      const clock = manualClock()
      let read = 0
      const chat = defineConnection<string, string>({
        ...{ url: 'ws://peer', codec: text, clock, ...passive },
        transport: (_, listener) => {
          listener.opened({ protocol: '', extensions: '' })
          const nothing = (): void => undefined
          const traffic = (): Traffic => ({ read, written: 0, stuck: 0 })
          return { send: nothing, close: nothing, terminate: nothing, bufferedAmount: 0, traffic }
        },
      })
      const errors = watch(chat.pipe(error$()))
      const lease = clientStart$(chat).subscribe()
      clock.pass(50)
      read = 1
      clock.pass(50)
      expect(errors.values).to.deep.equal([])
      lease.unsubscribe()
    })

    it('keeps a peer while reading is paused', () => {
      const mute = muteTo(passive)
      mute.chat.pipe(paced(mute.chat, () => NEVER, { concurrency: 1, highWaterMark: 1 })).subscribe()
      mute.peer.last.say('a', 'b', 'c', 'd')
      mute.clock.pass(1_000)
      expect(tagsOf(mute)).to.deep.equal([])
    })

    it('measures no latency', () => {
      const mute = muteTo(passive)
      const latencies = watch(latency$(mute.chat))
      mute.peer.last.listener.ponged()
      expect(latencies.values).to.deep.equal([])
    })
  })
})
