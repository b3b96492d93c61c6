import { expect } from 'chai'

import { Core } from '../../../lib/connection/core.ts'
import { Peer } from '../../../lib/server/peer.ts'
import { PortHandshake } from '../../../lib/transport/browser/message-port/port-handshake.ts'
import { PortOpening } from '../../../lib/transport/browser/message-port/port-opening.ts'
import { PortSocket } from '../../../lib/transport/browser/message-port/port-socket.ts'
import { patched } from '../patched.ts'
import { find } from './find.ts'
import { playAccepted } from './play-accepted.ts'

type AnyCore = Core<unknown, unknown>

const nothing = () => (): void => undefined

describe('the simulator of accepted connections finds a program', function () {
  this.timeout(60_000)

  it('that keeps a connection which nobody starts', async () => {
    const { guarantee } = await patched(Peer.prototype, 'turnAway', nothing, () => find())
    expect(guarantee).to.equal('A2')
  })

  it('that reads on while a greeting looks its token up', async () => {
    const { guarantee, what } = await patched(PortSocket.prototype, 'pause', nothing, () => find())
    expect(guarantee).to.equal('A4')
    expect(what).to.match(/while the greeting waits for nothing/)
  })

  it('that drops a peer whose greeting has failed, without a close code', async () => {
    const mute = (): PortSocket['terminate'] =>
      function (this: PortSocket) {
        this.lost()
      }
    const { guarantee } = await patched(PortSocket.prototype, 'terminate', mute, () => find())
    expect(guarantee).to.equal('A4')
  })

  it('that leaves a refused opening handshake without an answer', async () => {
    const { guarantee } = await patched(PortOpening.prototype, 'refuse', nothing, () => find())
    expect(guarantee).to.equal('A5')
  })

  it('that keeps its connections at a shutdown', async () => {
    const { guarantee } = await patched(Peer.prototype, 'shutDown', nothing, () => find())
    expect(guarantee).to.equal('A6')
  })

  it('that shuts down with another code', async () => {
    const plain = (original: AnyCore['stop']): AnyCore['stop'] =>
      function (this: AnyCore, _code, reason, stopped) {
        original.call(this, 1000, reason, stopped)
      }
    const { guarantee } = await patched(Core.prototype, 'stop', plain, () => find())
    expect(guarantee).to.equal('A6')
  })

  it('that holds a flood before it has a lease', async () => {
    const { guarantee } = await patched(PortHandshake.prototype, 'malformed', nothing, () => find())
    expect(guarantee).to.equal('P3')
  })

  it('that ignores a malformed frame', async () => {
    const { guarantee } = await patched(PortSocket.prototype, 'malformed', nothing, () => find())
    expect(guarantee).to.equal('P4')
  })

  it('that does not notice a tab which has gone', async () => {
    const { guarantee } = await patched(PortSocket.prototype, 'lost', nothing, () => find())
    expect(guarantee).to.equal('P2')
  })

  it('and nothing without a planted bug', async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { violation, trace } = await playAccepted(seed)
      expect(violation, `seed ${seed}: ${trace.join(', ')}`).to.equal(undefined)
    }
  })
})
