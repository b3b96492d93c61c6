import { expect } from 'chai'

import { onWake, transport } from '../../../lib/transport/browser/transport.ts'
import { dial, requestFor } from '../harness.ts'

type World = Record<string, unknown>

/** What the platform was asked to do. */
class FakeWebSocket {
  static made: FakeWebSocket[] = []
  readyState = 0
  bufferedAmount = 0
  protocol = ''
  extensions = ''
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null
  readonly sent: unknown[] = []
  readonly closes: unknown[][] = []

  constructor(url: string) {
    if (url.includes('secret')) throw new SyntaxError(`The URL '${url}' is invalid.`)
    FakeWebSocket.made.push(this)
  }

  opens(): void {
    this.readyState = 1
    this.onopen?.()
  }

  send(data: unknown): void {
    this.sent.push(data)
    this.bufferedAmount += 1
  }

  close(...given: unknown[]): void {
    this.closes.push(given)
  }
}

describe("the platform's WebSocket, where there is no page", () => {
  const world = globalThis as unknown as World
  const given = Object.getOwnPropertyDescriptor(world, 'WebSocket')

  const put = (value: unknown): void => {
    Object.defineProperty(world, 'WebSocket', { value, configurable: true, writable: true })
  }

  afterEach(() => {
    FakeWebSocket.made = []
    if (given === undefined) Reflect.deleteProperty(world, 'WebSocket')
    else Object.defineProperty(world, 'WebSocket', given)
  })

  function open(): ReturnType<typeof dial> & { readonly websocket: FakeWebSocket } {
    put(FakeWebSocket)
    const dialed = dial({ transport, request: requestFor('ws://peer/') })
    const websocket = FakeWebSocket.made[0]!
    websocket.opens()
    return { ...dialed, websocket }
  }

  it('touches no global before it dials, and says so when there is no WebSocket', () => {
    put(undefined)
    const { ends, socket } = dial({ transport, request: requestFor('ws://peer/') })
    expect(ends).to.have.lengthOf(1)
    expect(ends[0]).to.include({ _tag: 'Unaddressable' })
    socket.terminate()
    expect(ends).to.have.lengthOf(1)
  })

  it('guarantee 11: does not pass on what the platform throws, which quotes the address', () => {
    put(FakeWebSocket)
    const { ends } = dial({ transport, request: requestFor('ws://peer/?token=secret') })
    expect(ends).to.deep.equal([{ _tag: 'Unaddressable' }])
  })

  it('watches for wakes where there is nothing to watch', () => {
    expect(() => onWake(() => undefined)()).not.to.throw()
  })

  it('declares the close codes that a script may not send', () => {
    const codes = [1000, 1001, 1011, 3000, 4999]
    expect(codes.filter((code) => transport.closeProblem?.(code) === undefined)).to.deep.equal([1000, 3000, 4999])
  })

  it('ends at once when it is terminated, ignores later events, and asks the platform to close', () => {
    const { socket, websocket, calls, ends } = open()
    socket.terminate()
    expect(ends).to.deep.equal([{ _tag: 'Closed', code: 1006, reason: '', wasClean: false }])
    expect(websocket.closes).to.have.lengthOf(1)
    websocket.onmessage?.({ data: 'late' })
    websocket.onclose?.({ code: 1000, reason: '', wasClean: true })
    expect(calls).to.deep.equal(["opened '' ''", 'ended'])
  })

  it('closes with 4000 and more where the platform allows no other code', () => {
    const { socket, websocket } = open()
    socket.close(1011, 'broken')
    expect(websocket.closes).to.deep.equal([[4011, 'broken']])
  })

  it('sends text as strings and binary messages as bytes, whatever they were given as', () => {
    const { socket, websocket } = open()
    socket.send(Uint8Array.of(0xc3, 0xa4), false, () => undefined)
    socket.send('ä', true, () => undefined)
    expect(websocket.sent).to.deep.equal(['ä', Uint8Array.of(0xc3, 0xa4)])
  })

  it('copies bytes that other threads could change', () => {
    const { socket, websocket } = open()
    const shared = new Uint8Array(new SharedArrayBuffer(2))
    socket.send(shared, true, () => undefined)
    expect((websocket.sent[0] as Uint8Array).buffer).to.be.instanceOf(ArrayBuffer)
  })

  it('copies bytes whose memory can be resized: Chromium throws at them', () => {
    const { socket, websocket } = open()
    const Resizable = ArrayBuffer as unknown as new (size: number, options: object) => ArrayBuffer
    socket.send(new Uint8Array(new Resizable(2, { maxByteLength: 8 })), true, () => undefined)
    const sent = websocket.sent[0] as Uint8Array
    expect(sent).to.deep.equal(new Uint8Array(2))
    expect((sent.buffer as { resizable?: boolean }).resizable).to.not.equal(true)
  })

  it('ends where the platform throws at a message, behind the answers before it and without one after it (2)', () => {
    const { socket, websocket, ends } = open()
    const answers: string[] = []
    const answer = (name: string) => (error?: Error | null) => void answers.push(`${name} ${error?.message ?? 'sent'}`)
    socket.send('a', false, answer('a'))
    websocket.send = () => {
      throw new TypeError('no')
    }
    socket.send('b', false, answer('b'))
    socket.send('c', false, answer('c'))
    expect(answers).to.deep.equal(['a sent', 'b no'])
    expect(ends).to.have.lengthOf(1)
    expect(ends[0]).to.include({ _tag: 'Closed', code: 1006, wasClean: false })
    expect(websocket.closes).to.deep.equal([[undefined]])
  })

  it('does not answer a message before those that wait for the platform, even where it throws (2)', () => {
    const { socket, websocket, ends } = open()
    const answers: string[] = []
    websocket.bufferedAmount = 300 * 1024
    socket.send('a', false, () => answers.push('a'))
    websocket.send = () => {
      throw new TypeError('no')
    }
    socket.send('b', false, () => answers.push('b'))
    expect(answers).to.deep.equal([])
    expect(ends).to.have.lengthOf(1)
  })

  it('counts the bytes of a text, and not its characters, against the limit', () => {
    put(FakeWebSocket)
    const request = { ...requestFor('ws://peer/'), maxMessageSize: 6 }
    const { messages, ends } = dial({ transport, request })
    const websocket = FakeWebSocket.made[0]!
    websocket.opens()
    for (const data of ['äöü', 'abcdef', 'äöüß']) websocket.onmessage?.({ data })
    expect(messages).to.deep.equal(['äöü', 'abcdef'])
    expect(ends).to.deep.equal([{ _tag: 'Violated', code: 1009 }])
    expect(websocket.closes).to.deep.equal([[4009]])
  })

  it('reports the bytes that the platform holds, and 0 once the socket is gone', () => {
    const { socket } = open()
    socket.send('a', false, () => undefined)
    expect(socket.bufferedAmount).to.equal(1)
    socket.terminate()
    expect(socket.bufferedAmount).to.equal(0)
  })
})
