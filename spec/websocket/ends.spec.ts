import { inspect } from 'node:util'

import { expect } from 'chai'
import { error$ } from 'pulsewire'
import { CloseEvent, ErrorEvent, type FailureEvent, WebSocket, webSocketClass } from 'pulsewire/websocket'

import { acceptance, frame, rawPeer, saying, started, stopPeers } from '../support/peers/raw-peer.ts'
import { listen } from '../support/peers/ws-server.ts'
import { watch } from '../support/watching.ts'
import { eventOf, record } from './recorded.ts'

/** What a socket told from its dial to its close. */
async function story(socket: WebSocket): Promise<ReadonlyArray<string>> {
  const lines = record(socket)
  await eventOf(socket, 'close')
  return lines
}

describe('the close of a WebSocket', () => {
  afterEach(stopPeers)

  const closes: ReadonlyArray<readonly [given: ReadonlyArray<unknown>, seen: string]> = [
    [[], '1005 '],
    [[undefined], '1005 '],
    [[1000], '1000 '],
    [[3000, 'why'], '3000 why'],
    [[4999, 'a\uD800'], '4999 a\uFFFD'],
    [[undefined, 'why'], '1000 why'],
    [[3000.4], '3000 '],
    [['4000'], '4000 '],
  ]
  for (const [given, seen] of closes) {
    it(`close(${given.map((value) => inspect(value)).join(', ')}) shows the peer ${seen}`, async () => {
      let show: (line: string) => void
      const shown = new Promise<string>((resolve) => (show = resolve))
      const server = await listen((peer) => {
        peer.on('close', (code, reason) => show(`${code} ${String(reason)}`))
      })
      const socket = new WebSocket(server.url)
      await eventOf(socket, 'open')
      Reflect.apply(socket.close, socket, given)
      expect(socket.readyState).to.equal(2)
      const { code, wasClean } = await eventOf<{ code: number; wasClean: boolean }>(socket, 'close')
      expect([String(code), wasClean]).to.deep.equal([seen.slice(0, 4), true])
      expect(await shown).to.equal(seen)
      await server.close()
    })
  }

  const invalid: ReadonlyArray<readonly [given: ReadonlyArray<unknown>, name: string]> = [
    [[0], 'InvalidAccessError'],
    [['why'], 'InvalidAccessError'],
    [[999], 'InvalidAccessError'],
    [[1001], 'InvalidAccessError'],
    [[2999], 'InvalidAccessError'],
    [[5000], 'InvalidAccessError'],
    [[65536 + 1000], 'InvalidAccessError'],
    [[1000, 'é'.repeat(62)], 'SyntaxError'],
  ]
  for (const [given, name] of invalid) {
    it(`close(${String(given[0])}, ...) throws ${name}, also when it is closed already`, async () => {
      const socket = new WebSocket('ws://127.0.0.1:1/')
      const close = (): unknown => Reflect.apply(socket.close, socket, given)
      expect(close).to.throw(DOMException).with.property('name', name)
      expect(socket.readyState).to.equal(0)
      await eventOf(socket, 'close')
      expect(close).to.throw(DOMException).with.property('name', name)
    })
  }

  it('while connecting is CLOSING at once, and error and close 1006 in a later task, once', async () => {
    const { request, accepted } = await started(rawPeer(() => undefined))
    const socket = new WebSocket(request.url)
    const lines = record(socket)
    await new Promise((resolve) => setTimeout(resolve, 5))
    socket.close()
    socket.close()
    expect([socket.readyState, ...lines]).to.deep.equal([2])
    await eventOf(socket, 'close')
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(lines).to.deep.equal(['error NotOpen 3', 'close 1006 unclean 3'])
    expect(accepted()).to.be.at.most(1)
  })

  it('dials nothing in the turn of the constructor', async () => {
    const { request, accepted } = await started(rawPeer(() => undefined))
    const socket = new WebSocket(request.url)
    socket.close()
    expect(await story(socket)).to.deep.equal(['error NotOpen 3', 'close 1006 unclean 3'])
    expect(accepted()).to.equal(0)
  })

  it('is CLOSING as soon as the close frame of the peer is read', async () => {
    const peer = await started(
      rawPeer((tcp, request) => {
        tcp.write(Buffer.concat([Buffer.from(acceptance(request)), frame(0x88, Uint8Array.of(3, 232))]))
        // It keeps the TCP connection, so the end comes later than the frame.
        tcp.once('data', () => setTimeout(() => tcp.end(), 20))
      }),
    )
    const socket = new WebSocket(peer.request.url)
    await eventOf(socket, 'open')
    while (socket.readyState === 1) await new Promise((resolve) => setImmediate(resolve))
    expect(socket.readyState).to.equal(2)
    expect(await story(socket)).to.deep.equal(['close 1000 clean 3'])
  })
})

describe('the error event of a WebSocket', () => {
  afterEach(stopPeers)

  it('precedes the close of a dial that fails', async () => {
    const refused = await started(rawPeer((tcp) => tcp.end('HTTP/1.1 503 No\r\n\r\n')))
    expect(await story(new WebSocket(refused.request.url))).to.deep.equal([
      ...['error HandshakeFailed 3', 'close 1006 unclean 3'],
    ])
  })

  it('precedes the close of a dial that takes too long', async () => {
    const mute = await started(rawPeer(() => undefined))
    const Socket = webSocketClass({ connectTimeout: 20 })
    expect(await story(new Socket(mute.request.url))).to.deep.equal(['error ConnectTimedOut 3', 'close 1006 unclean 3'])
  })

  it('precedes the close after a breach of the protocol', async () => {
    const rude = await started(saying(frame(0x83, 'reserved opcode')))
    expect(await story(new WebSocket(rude.request.url))).to.deep.equal([
      ...['open 1', 'error ProtocolFailed 3', 'close 1006 unclean 3'],
    ])
  })

  it('is not dispatched for a line that drops: what ended it is on the connection', async () => {
    const server = await listen()
    server.server.on('connection', (peer) => setTimeout(() => peer.terminate(), 5))
    const socket = new WebSocket(server.url)
    const errors = watch(socket.connection.pipe(error$()))
    expect(await story(socket)).to.deep.equal(['open 1', 'close 1006 unclean 3'])
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['ConnectionLost'])
    await server.close()
  })

  it('is not dispatched for a peer that falls silent', async () => {
    const silent = await started(saying())
    const Socket = webSocketClass({ heartbeat: { interval: 20, timeout: 20 } })
    expect(await story(new Socket(silent.request.url))).to.deep.equal(['open 1', 'close 1006 unclean 3'])
  })

  it('is a plain Event that carries the error and its message', async () => {
    const socket = new WebSocket('ws://127.0.0.1:1/?token=secret')
    const event = await eventOf<FailureEvent>(socket, 'error')
    expect(Object.getPrototypeOf(event)).to.equal(Event.prototype)
    expect(Object.prototype.toString.call(event)).to.equal('[object Event]')
    expect(event.error).to.have.property('_tag', 'HandshakeFailed')
    expect(event.message).to.equal(event.error.message).and.to.not.include('secret')
  })
})

describe('CloseEvent and ErrorEvent', () => {
  it('are events by their names, with the fields that are given', () => {
    const close = new CloseEvent('close', { code: 4000, reason: 'why', wasClean: true })
    expect(close).to.be.instanceOf(Event).and.include({ type: 'close', code: 4000, reason: 'why', wasClean: true })
    expect(new CloseEvent('close')).to.include({ code: 0, reason: '', wasClean: false })
    const error = new ErrorEvent('error', { error: 1, message: 'what' })
    expect(error).to.be.instanceOf(Event).and.include({ error: 1, message: 'what' })
    expect(new ErrorEvent('error')).to.include({ error: undefined, message: '', filename: '', lineno: 0, colno: 0 })
    expect([close, error].map(String)).to.deep.equal(['[object CloseEvent]', '[object ErrorEvent]'])
  })

  it('throw a TypeError without a type', () => {
    for (const Class of [CloseEvent, ErrorEvent]) expect(() => void Reflect.construct(Class, [])).to.throw(TypeError)
  })
})
