import type { Socket as TcpSocket } from 'node:net'

import { expect } from 'chai'

import { acceptance, rawPeer, started, stopPeers } from '../../support/peers/raw-peer.ts'
import { dial, type Dialed, ended, settle, until } from '../harness.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A peer that reads nothing before it is told to, and who dialed it. */
async function deafPeer(): Promise<Dialed & { readonly tcp: TcpSocket }> {
  let theirs: TcpSocket | undefined
  const peer = rawPeer((tcp, request) => {
    tcp.pause()
    tcp.write(acceptance(request))
    theirs = tcp
  })
  const dialed = dial(await started(peer))
  await until(() => dialed.calls.length > 0)
  return { ...dialed, tcp: theirs! }
}

describe('ws, sending one message a tick', () => {
  afterEach(stopPeers)

  it('answers each within its turn of the event loop', async () => {
    const { socket } = await deafPeer()
    let answered = 0
    let late = 0
    // Of 100 ticks at most two leave the event loop its turn first.
    for (let i = 0; i < 100; i += 1) {
      await turn()
      if (answered < i) late += 1
      socket.send(Buffer.from('lone'), false, () => (answered += 1))
      expect(answered).to.be.at.most(i)
    }
    expect(late).to.be.at.most(2)
  })

  /** Sends until the peer's buffers are full, and then three messages more. */
  async function fill({ socket }: Dialed): Promise<{ readonly answers: number[]; readonly sent: () => number }> {
    const answers: number[] = []
    let sent = 0
    const send = async (data: Uint8Array): Promise<void> => {
      const number = sent++
      socket.send(data, true, (error) => answers.push(error == null ? number : NaN))
      await turn()
      await turn()
    }
    while (answers.length === sent) await send(Buffer.alloc(1 << 18))
    for (let i = 0; i < 3; i += 1) await send(Buffer.from('more'))
    return { answers, sent: () => sent }
  }

  it('answers none before it has left, and all in order as the peer takes them (2)', async () => {
    const dialed = await deafPeer()
    const { answers, sent } = await fill(dialed)
    await settle()
    expect(answers.length).to.be.within(1, sent() - 4)
    dialed.tcp.resume()
    await until(() => answers.length === sent())
    expect(answers).to.deep.equal(Array.from({ length: sent() }, (_, i) => i))
  })

  it('settles no message that was lost unwritten (guarantee 2)', async () => {
    const dialed = await deafPeer()
    const { answers, sent } = await fill(dialed)
    dialed.tcp.resetAndDestroy()
    await ended(dialed)
    await settle()
    expect(answers.length).to.be.within(1, sent() - 4)
  })

  it('answers nothing when the write fails at once, which Node reports only in the next tick (2)', async () => {
    const { socket, tcp, calls, ends } = await deafPeer()
    let answers = 0
    const answer = (): void => void (answers += 1)
    // A first single message: the next one leaves at once.
    socket.send('first', false, answer)
    await until(() => answers === 1)
    await turn()
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        // In a promise continuation: those behind it come before the next tick.
        void Promise.resolve().then(() => {
          tcp.resetAndDestroy()
          socket.send('lost', false, answer)
          resolve()
        })
      })
    })
    await until(() => ends.length > 0)
    await settle()
    expect(answers).to.equal(1)
    expect(calls).to.deep.equal(["opened '' ''", 'ended'])
    expect(ends[0]).to.include({ _tag: 'Closed', code: 1006 })
  })
})
