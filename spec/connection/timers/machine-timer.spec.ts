import { expect } from 'chai'
import { clientStart$, defineConnection } from 'pulsewire'

import { MachineTimer } from '../../../lib/connection/timers/machine-timer.ts'
import { setTimer, type Timer } from '../../../lib/connection/timers/timer.ts'
import { manualClock } from '../../support/clocks/manual-clock.ts'
import { fakePeer } from '../../support/peers/fake-peer.ts'

describe('MachineTimer', () => {
  it('is one timer: setting it anew, or waiting for input, takes the place of the one before', () => {
    const clock = manualClock()
    const fired: unknown[] = []
    const timer = new MachineTimer(
      { clock, setHeartbeatTimer: setTimer },
      { elapsed: (one) => fired.push(timer.take(one)) },
    )
    timer.set('connect', 10)
    timer.set('close', 20)
    expect(clock.pending()).to.equal(1)
    clock.pass(20)
    expect(fired).to.deep.equal([{ _tag: 'Elapsed', timer: 'close' }])
    timer.set('close', 20)
    timer.awaitInput('close')
    expect(clock.pending()).to.equal(1)
    clock.pass(20)
    expect(fired.slice(1)).to.deep.equal([{ _tag: 'Overdue', timer: 'close' }])
    timer.set('retry', 10)
    timer.clear()
    expect(clock.pending()).to.equal(0)
  })

  it('has no signal for a timer that was cleared or set anew while it waited for its turn', () => {
    const clock = manualClock()
    const fired: Timer[] = []
    const timer = new MachineTimer({ clock, setHeartbeatTimer: setTimer }, { elapsed: (one) => fired.push(one) })
    timer.set('connect', 10)
    clock.pass(10)
    timer.set('heartbeat', 10)
    expect(timer.take(fired[0]!)).to.equal(undefined)
    clock.pass(10)
    expect(timer.take(fired[1]!)).to.deep.equal({ _tag: 'Elapsed', timer: 'heartbeat' })
    expect(timer.take(fired[1]!)).to.equal(undefined)
  })

  it('shares a timer of the clock with other connections for heartbeats, and for nothing else', () => {
    const clock = manualClock()
    const peer = fakePeer()
    for (const name of ['a', 'b', 'c']) {
      const heartbeat = { interval: 1_000, timeout: 100 }
      const chat = defineConnection({ name, url: 'ws://peer/', transport: peer.transport, clock, heartbeat })
      clientStart$(chat).subscribe()
    }
    expect(clock.pending()).to.equal(3)
    for (const socket of peer.sockets) socket.open()
    expect(clock.pending()).to.equal(1)
  })
})
