import { expect } from 'chai'

import { WsSocket } from '../../../lib/transport/node/ws-socket.ts'
import { patched } from '../patched.ts'
import { find } from './find.ts'
import { playTcp } from './play-tcp.ts'

describe('the simulator over ws and a TCP connection of a script, for longer', () => {
  it('guarantees 1 to 7: finds no violation', async () => {
    for (let seed = 1; seed <= 100; seed++) {
      const { violation, trace } = await playTcp(seed)
      expect(violation, `seed ${seed}: ${trace.join(', ')}`).to.equal(undefined)
    }
  }).timeout(60_000)

  it('finds a socket that hides the bytes it reads', async () => {
    const still = (): WsSocket['traffic'] => () => ({ read: 0, written: 0, stuck: 0 })
    const { guarantee } = await patched(WsSocket.prototype, 'traffic', still, () => find(1))
    expect(guarantee).to.equal(7)
  }).timeout(60_000)

  it('finds a socket that hides the bytes it has got rid of', async () => {
    const still = (original: WsSocket['traffic']): WsSocket['traffic'] =>
      function (this: WsSocket) {
        return { ...original.call(this), written: 0 }
      }
    const { guarantee } = await patched(WsSocket.prototype, 'traffic', still, () => find(1))
    expect(guarantee).to.equal(7)
  }).timeout(60_000)
})
