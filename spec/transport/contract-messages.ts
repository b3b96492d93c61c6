import { expect } from 'chai'

import { type Capabilities, dial, ended, opens, says, settle, type Stage, until } from './harness.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const plain = (data: string | Uint8Array): string | number[] => (typeof data === 'string' ? data : [...data])

/** Specs about opening a socket, and about messages. */
export function messagesContract({ start, open }: Stage, capabilities: Capabilities): void {
  it('receives text and binary messages, empty ones too, in order', async () => {
    const sent = ['first', bytes(0, 255), '', bytes(), 'zuletzt: ä€😀']
    const { messages } = await open(...sent.map(says))
    await until(() => messages.length === sent.length)
    expect(messages.map(plain)).to.deep.equal(sent.map(plain))
  })

  it('sends text and binary messages, empty ones too, in order', async () => {
    const { socket, peer } = await open()
    const toBytes = peer.transport.toBytes ?? ((text: string) => text)
    socket.send('first', false, () => undefined)
    socket.send(toBytes('zweite: ä€😀'), false, () => undefined)
    socket.send(bytes(0, 255), true, () => undefined)
    socket.send(toBytes(''), false, () => undefined)
    socket.send(bytes(), true, () => undefined)
    await until(() => peer.received.length === 5)
    expect(peer.received.map(plain)).to.deep.equal(['first', 'zweite: ä€😀', [0, 255], '', []])
  })

  it('answers each message once, in order, whether messages share a callback or not', async () => {
    const { socket, peer } = await open()
    const answers: string[] = []
    const shared = (error?: Error | null): void => void answers.push(error ? 'error' : 'shared')
    for (let i = 0; i < 3; i += 1) socket.send('a', false, shared)
    socket.send('b', false, () => answers.push('own'))
    socket.send('a', false, shared)
    await until(() => peer.received.length === 5 && answers.length >= 5)
    await settle()
    expect(answers).to.deep.equal(['shared', 'shared', 'shared', 'own', 'shared'])
    expect(socket.bufferedAmount).to.equal(0)
  })

  it('does not change the bytes that it was given', async () => {
    const { socket, peer } = await open()
    const data = bytes(1, 2, 3, 4, 5, 6, 7, 8)
    socket.send(data, true, () => undefined)
    await until(() => peer.received.length === 1)
    expect([...data]).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8])
  })

  if (capabilities.dials) {
    it('opens, and reports the subprotocol that the peer chose', async () => {
      const peer = await start(opens)
      const { calls } = dial({ ...peer, request: { ...peer.request, protocols: ['chat', 'superchat'] } })
      await until(() => calls.length > 0)
      expect(calls).to.deep.equal(["opened 'chat' ''"])
    })

    it('fails with 1009 at a message above maxMessageSize, and accepts one of exactly that size', async () => {
      const peer = await start(opens, says('x'.repeat(100)), says('x'.repeat(101)), says('never'))
      const dialed = dial({ ...peer, request: { ...peer.request, maxMessageSize: 100 } })
      await ended(dialed)
      expect(dialed.messages).to.deep.equal(['x'.repeat(100)])
      expect(dialed.ends[0]).to.include({ _tag: 'Violated', code: 1009 })
      await until(() => peer.closed.length > 0)
      expect(peer.closed[0]?.[0]).to.equal(capabilities.closeCodes ? 1009 : 4009)
    })
  }

  if (capabilities.ping) {
    it('reports the pong of a ping', async () => {
      const { socket, calls } = await open()
      socket.ping?.()
      await until(() => calls.includes('ponged'))
    })
  }

  if (capabilities.pause) {
    it('receives nothing while it is paused, and everything after it resumes', async () => {
      const peer = await start(opens, ...Array.from({ length: 3 }, (_, i) => says(`message ${i}`)))
      const { messages, socket, calls } = dial(peer, (opened) => opened.pause?.())
      await until(() => calls.length > 0)
      await settle()
      expect(messages).to.deep.equal([])
      socket.resume?.()
      await until(() => messages.length === 3)
      expect(messages).to.deep.equal(['message 0', 'message 1', 'message 2'])
    })

    it('closes and terminates while it is paused', async () => {
      const closing = dial(await start(opens, says('last')), (socket) => socket.pause?.())
      const terminated = dial(await start(opens), (socket) => socket.pause?.())
      await until(() => closing.calls.length > 0 && terminated.calls.length > 0)
      closing.socket.close(1000, '')
      terminated.socket.terminate()
      await ended(closing)
      await ended(terminated)
      expect(closing.messages).to.deep.equal(['last'])
      expect(closing.ends[0]).to.include({ _tag: 'Closed', code: 1000, wasClean: true })
    })
  }
}
