import { expect } from 'chai'
import { clientStart$, latency$ } from 'pulsewire'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'

describe('latency$', () => {
  it('emits the round trip of each answered ping', () => {
    const { chat, peer, clock } = connectTo(
      { opens: true, pongs: false },
      { heartbeat: { interval: 100, timeout: 50 } },
    )
    const latencies = watch(latency$(chat))
    clientStart$(chat).subscribe()
    clock.pass(100)
    clock.pass(7)
    peer.last.listener.ponged()
    clock.pass(93)
    clock.pass(3)
    peer.last.listener.ponged()
    expect(latencies.values).to.deep.equal([7, 3])
  })

  it('emits the round trip of a reply to a message too', () => {
    const heartbeat = { interval: 100, timeout: 50, message: 'ping', isReply: (line: string) => line === 'pong' }
    const { chat, peer, clock } = connectTo({ opens: true }, { heartbeat })
    const latencies = watch(latency$(chat))
    clientStart$(chat).subscribe()
    clock.pass(105)
    peer.last.say('pong')
    expect(latencies.values).to.deep.equal([5])
  })

  it('starts nothing, and is silent without a heartbeat', () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const latencies = watch(latency$(chat))
    expect(peer.sockets).to.deep.equal([])
    clientStart$(chat).subscribe()
    clock.pass(100_000)
    expect(latencies.values).to.deep.equal([])
  })
})
