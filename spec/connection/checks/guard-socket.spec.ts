import { expect } from 'chai'
import { clientRestart$, clientStart$ } from 'pulsewire'

import { connectTo } from '../../support/peers/connect-to.ts'
import { fakePeer } from '../../support/peers/fake-peer.ts'

/** Starts a connection, the first socket of which throws in this method. */
function startWithout(method: 'ping' | 'terminate'): ReturnType<typeof connectTo> {
  const peer = fakePeer({ opens: true })
  const connected = connectTo(
    {},
    {
      heartbeat: { interval: 1_000, timeout: 500 },
      transport: (request, listener) => {
        const socket = peer.transport(request, listener)
        if (peer.sockets.length > 1) return socket
        const thrower = (): never => {
          throw new Error('broken')
        }
        return Object.assign(socket, { [method]: thrower })
      },
    },
  )
  clientStart$(connected.chat).subscribe({ error: () => undefined })
  return { ...connected, peer }
}

describe('A method of a socket that throws', () => {
  it('guarantee 10: is a connection that is lost, with code 1006', () => {
    const { clock, errors } = startWithout('ping')
    clock.pass(1_000)
    const [lost] = errors.values
    expect(lost).to.include({ _tag: 'ConnectionLost', code: 1006, reason: '', wasClean: false })
    expect(lost?.cause).to.be.instanceOf(Error).with.property('message', 'broken')
  })

  it('guarantee 10: is a transport that was ignored if its dial is over', () => {
    const { chat, peer, errors } = startWithout('terminate')
    clientRestart$(chat, { abandon: true }).subscribe()
    expect(errors.values).to.have.length(1)
    expect(errors.values[0]).to.include({ _tag: 'OptionIgnored', option: 'transport' })
    expect(peer.sockets).to.have.length(2)
  })
})
