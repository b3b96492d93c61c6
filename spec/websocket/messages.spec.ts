import { expect } from 'chai'
import { receive$ } from 'pulsewire'
import { WebSocket, webSocketClass } from 'pulsewire/websocket'

import { listen, type Listening } from '../support/peers/ws-server.ts'
import { watch } from '../support/watching.ts'
import { eventOf, record } from './recorded.ts'

/** A server that answers each message with the same. */
async function echoServer(): Promise<Listening> {
  return listen((peer) => {
    peer.on('message', (data, binary) => peer.send(data, { binary }))
  })
}

interface Received {
  readonly data: unknown
  readonly origin: string
}

describe('the messages of a WebSocket', () => {
  let server: Listening
  let socket: WebSocket
  let received: Received[]

  beforeEach(async () => {
    server = await echoServer()
    socket = new WebSocket(`${server.url}path?query`)
    received = []
    socket.addEventListener('message', ({ data, origin }) => received.push({ data, origin }))
    await eventOf(socket, 'open')
  })

  afterEach(() => server.close())

  /** Waits until so many messages have come. */
  async function receivedCount(count: number): Promise<ReadonlyArray<unknown>> {
    while (received.length < count) await eventOf(socket, 'message')
    return received.map(({ data }) => data)
  }

  const bytes = Uint8Array.of(1, 2, 3, 4)
  const sent: ReadonlyArray<readonly [what: string, data: unknown, came: unknown]> = [
    ['a string', 'hé', 'hé'],
    ['a lone surrogate as U+FFFD', 'a\uD800b', 'a\uFFFDb'],
    ['null as its string', null, 'null'],
    ['an object as its string', { toString: (): string => 'its string' }, 'its string'],
    ['a bare SharedArrayBuffer as its string', new SharedArrayBuffer(1), '[object SharedArrayBuffer]'],
    ['an ArrayBuffer', bytes.buffer, [1, 2, 3, 4]],
    ['a view, by its offset and length', new DataView(bytes.buffer, 1, 2), [2, 3]],
    ['a Uint16Array', new Uint16Array(bytes.buffer, 2), [3, 4]],
    ['a Blob', new Blob([bytes]), [1, 2, 3, 4]],
    ['nothing', '', ''],
  ]
  for (const [what, data, came] of sent) {
    it(`sends ${what}`, async () => {
      socket.binaryType = 'arraybuffer'
      socket.send(data as string)
      const [first] = await receivedCount(1)
      expect(first instanceof ArrayBuffer ? [...new Uint8Array(first)] : first).to.deep.equal(came)
    })
  }

  it('throws a TypeError at no argument and at a view of shared memory', () => {
    const send = socket.send.bind(socket) as () => void
    expect(send).to.throw(TypeError)
    expect(() => socket.send(new Uint8Array(new SharedArrayBuffer(1)))).to.throw(TypeError)
    expect(socket.bufferedAmount).to.equal(0)
  })

  it('sends a Blob in its place, and closes behind it', async () => {
    const lines: string[] = []
    let show: () => void
    const ended = new Promise<void>((resolve) => (show = resolve))
    const other = await listen((peer) => {
      peer.on('message', (data) => lines.push((data as Buffer).toString('utf8')))
      peer.on('close', (code) => {
        lines.push(String(code))
        show()
      })
    })
    const writer = new WebSocket(other.url)
    await eventOf(writer, 'open')
    const mutable = Uint8Array.of(50)
    writer.send(new Blob(['1']))
    writer.send(mutable)
    writer.send('3')
    expect(writer.bufferedAmount).to.equal(3)
    mutable[0] = 88
    writer.close()
    await eventOf(writer, 'close')
    await ended
    expect(lines).to.deep.equal(['1', '2', '3', '1005'])
    expect(writer.bufferedAmount).to.equal(0)
    await other.close()
  })

  it('counts bufferedAmount in bytes of UTF-8: it grows at once and falls before the answer comes', async () => {
    const amounts: number[] = []
    socket.onmessage = () => amounts.push(socket.bufferedAmount)
    socket.send('å')
    socket.send(new Uint8Array(3))
    expect(socket.bufferedAmount).to.equal(5)
    await receivedCount(2)
    expect(amounts).to.deep.equal([0, 0])
  })

  it('throws InvalidStateError while connecting, and grows bufferedAmount for good after the close', async () => {
    const early = new WebSocket(server.url)
    expect(() => early.send('x'))
      .to.throw(DOMException)
      .with.property('name', 'InvalidStateError')
    early.close()
    early.send('four')
    await eventOf(early, 'close')
    early.send('four')
    expect(early.bufferedAmount).to.equal(8)
  })

  it('accepts more than the outbox of a connection would', async () => {
    const big = 'x'.repeat(12 * 1_024 * 1_024)
    socket.send(big)
    socket.send(big)
    expect(socket.bufferedAmount).to.equal(2 * big.length)
    expect((await receivedCount(2)).map((data) => (data as string).length)).to.deep.equal([big.length, big.length])
  })

  it('gives a Blob, or a buffer that holds this message alone', async () => {
    socket.send(bytes)
    socket.send(bytes)
    await receivedCount(1)
    socket.binaryType = 'arraybuffer'
    socket.send(bytes)
    const all = await receivedCount(3)
    const [first] = all
    expect(first).to.be.instanceOf(Blob).with.property('size', 4)
    expect(all[2]).to.be.instanceOf(ArrayBuffer).with.property('byteLength', 4)
  })

  it('has the scheme and host of its url as the origin of messages', async () => {
    socket.send('x')
    await receivedCount(1)
    expect(received[0]!.origin).to.equal(server.url.slice(0, -1))
    expect(Object.prototype.toString.call(await (socket.send('y'), eventOf(socket, 'message')))).to.equal(
      '[object MessageEvent]',
    )
  })

  it('guarantee 10: a listener that throws goes to uncaughtException, and the next message comes', async () => {
    const others = process.listeners('uncaughtException')
    const uncaught: Error[] = []
    process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => uncaught.push(error))
    try {
      socket.onmessage = () => {
        throw new Error('mine')
      }
      socket.send('1')
      socket.send('2')
      await receivedCount(2)
      await new Promise((resolve) => setImmediate(resolve))
      expect(uncaught.map(({ message }) => message)).to.deep.equal(['mine', 'mine'])
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const listener of others) process.on('uncaughtException', listener)
    }
  })

  it('leads to its connection, whose operators work', async () => {
    const values = watch(socket.connection.pipe(receive$()))
    socket.send('x')
    await receivedCount(1)
    expect(values.values).to.deep.equal(['x'])
    values.stop()
  })

  it('drops what comes after close', async () => {
    const chatty = await listen((peer) => {
      peer.on('message', () => {
        peer.send('1')
        peer.send('2')
      })
    })
    const reader = new (webSocketClass())(chatty.url)
    const lines = record(reader)
    reader.onmessage = () => reader.close()
    await eventOf(reader, 'open')
    reader.send('go')
    await eventOf(reader, 'close')
    expect(lines).to.deep.equal(['open 1', 'message 1', 'close 1005 clean 3'])
    await chatty.close()
  })
})
