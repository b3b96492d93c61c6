import { expect } from 'chai'

import {
  type Capabilities,
  closes,
  dial,
  ended,
  loses,
  opens,
  says,
  settle,
  type Stage,
  stalls,
  until,
} from './harness.ts'

/** Specs about the end of a socket. */
export function endsContract({ start, open }: Stage, capabilities: Capabilities): void {
  it("reports the peer's closing handshake, after the messages before it", async () => {
    const dialed = await open(says('last'), closes(4001, 'schönen Tag'))
    await ended(dialed)
    expect(dialed.messages).to.deep.equal(['last'])
    expect(dialed.ends).to.deep.equal([{ _tag: 'Closed', code: 4001, reason: 'schönen Tag', wasClean: true }])
  })

  it('closes without a status, which the peer sees as 1005', async () => {
    const dialed = await open()
    dialed.socket.close()
    await ended(dialed)
    await until(() => dialed.peer.closed.length > 0)
    expect(dialed.peer.closed).to.deep.equal([[1005, '']])
    expect(dialed.ends).to.deep.equal([{ _tag: 'Closed', code: 1005, reason: '', wasClean: true }])
    expect(dialed.closings).to.deep.equal([])
  })

  it("reports the peer's close frame before the end, where the platform can", async () => {
    const dialed = await open(closes(4001, 'schönen Tag'))
    await ended(dialed)
    expect(dialed.closings).to.deep.equal(capabilities.closing ? [[4001, 'schönen Tag', 0]] : [])
  })

  it('begins the closing handshake after the messages that were sent before it', async () => {
    const dialed = await open()
    dialed.socket.send('last', false, () => undefined)
    dialed.socket.close(4002, 'genug für heute')
    await ended(dialed)
    expect(dialed.peer.received).to.deep.equal(['last'])
    await until(() => dialed.peer.closed.length > 0)
    expect(dialed.peer.closed).to.deep.equal([[4002, 'genug für heute']])
    expect(dialed.ends).to.deep.equal([{ _tag: 'Closed', code: 4002, reason: 'genug für heute', wasClean: true }])
  })

  it('refuses a message that is sent after a close, once the earlier ones are answered', async () => {
    const dialed = await open()
    const answers: string[] = []
    const done = (error?: Error | null): void => void answers.push(error ? 'refused' : 'written')
    dialed.socket.send('before', false, done)
    dialed.socket.close(1000, '')
    dialed.socket.send('after', false, done)
    await ended(dialed)
    expect(dialed.peer.received).to.deep.equal(['before'])
    expect(answers).to.deep.equal(['written', 'refused'])
  })

  it('reports a connection that is lost without a closing handshake', async () => {
    const dialed = await open(loses)
    await ended(dialed)
    expect(dialed.ends[0]).to.include({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
  })

  if (capabilities.dials) {
    it('reports a refusal', async () => {
      const dialed = dial(await start({ _tag: 'Refuses', status: 503, retryAfter: 7000 }))
      await ended(dialed)
      expect(dialed.calls).to.deep.equal(['ended'])
      const status = capabilities.status ? { status: 503, retryAfter: 7000 } : {}
      expect(dialed.ends[0]).to.include({ _tag: 'Refused', ...status })
    })

    it('reports a peer that drops the connection instead of answering', async () => {
      const dialed = dial(await start(loses))
      await ended(dialed)
      expect(dialed.calls).to.deep.equal(['ended'])
      expect(dialed.ends[0]).to.include({ _tag: 'Refused' })
    })

    for (const abandon of ['terminate', 'close'] as const) {
      it(`abandons an opening handshake at once by ${abandon}`, async () => {
        const peer = await start(stalls)
        const dialed = dial(peer)
        dialed.socket[abandon](1000, '')
        await ended(dialed)
        expect(dialed.ends[0]).to.include({ _tag: 'Refused' })
        const later = dial(peer)
        await settle()
        later.socket[abandon](1000, '')
        await ended(later)
        expect(later.calls).to.deep.equal(['ended'])
      })
    }
  }

  it('terminates from inside the listener, while open and during the closing handshake', async () => {
    const inside = dial(await start(opens), (socket) => socket.terminate())
    const whileOpen = await open(stalls)
    whileOpen.socket.terminate()
    const whileClosing = await open(stalls)
    whileClosing.socket.close(1000, '')
    await settle()
    expect(whileClosing.ends).to.deep.equal([])
    whileClosing.socket.terminate()
    for (const dialed of [inside, whileOpen, whileClosing]) {
      await ended(dialed)
      expect(dialed.ends[0]).to.include({ _tag: 'Closed', code: 1006, wasClean: false })
    }
  })

  it('ends once, and neither calls its listener nor acts after it', async () => {
    const dialed = await open(closes(1000, ''))
    await ended(dialed)
    const { socket, calls } = dialed
    const before = calls.length
    let answers = 0
    socket.send('late', false, () => (answers += 1))
    socket.close(1000, '')
    socket.ping?.()
    socket.pause?.()
    socket.resume?.()
    socket.terminate()
    await settle()
    expect(answers).to.equal(0)
    expect(calls).to.have.lengthOf(before)
    expect(socket.bufferedAmount).to.equal(0)
  })

  if (capabilities.writes) {
    it('does not answer messages that a terminated socket had not written', async () => {
      const dialed = await open(stalls)
      let answers = 0
      const chunk = new Uint8Array(1 << 18)
      for (let i = 0; i < 32; i += 1) dialed.socket.send(chunk, true, () => (answers += 1))
      dialed.socket.terminate()
      await ended(dialed)
      await settle()
      expect(answers).to.equal(0)
    })
  }

  it('never throws', async () => {
    const dialed = dial(await start(opens))
    const use = (): void => {
      dialed.socket.send('x', false, () => undefined)
      dialed.socket.ping?.()
      dialed.socket.pause?.()
      dialed.socket.resume?.()
      expect(dialed.socket.bufferedAmount).to.be.at.least(0)
    }
    use()
    await until(() => dialed.calls.length > 0)
    use()
    dialed.socket.close(1000, '')
    use()
    await ended(dialed)
    use()
    const unsendable = await open()
    unsendable.socket.close(1006, 'x'.repeat(500))
    unsendable.socket.terminate()
    await ended(unsendable)
  })

  if (capabilities.unaddressable) {
    it('ends a dial of an address that can never be dialed', async () => {
      const peer = await start(opens)
      for (const request of [{ url: 'ws://' }, { protocols: ['not a token'] }]) {
        const dialed = dial({ ...peer, request: { ...peer.request, ...request } })
        await ended(dialed)
        expect(dialed.calls).to.deep.equal(['ended'])
        expect(dialed.ends[0]).to.include({ _tag: 'Unaddressable' })
      }
    })
  }
}
