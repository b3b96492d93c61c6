import { expect } from 'chai'
import { WebSocket, WebSocketServer } from 'ws'

import { OwnedWebSocket } from '../../../../lib/transport/node/owned-web-socket.ts'
import { openLane } from '../../../../lib/transport/node/receiving/open-lane.ts'
import { transportOver } from '../../../../lib/transport/node/transport.ts'
import { listen } from '../../../support/peers/ws-server.ts'
import { dial, requestFor, until } from '../../harness.ts'

/** The private receiver of `ws`. */
type Receiver = Record<string, unknown>

const listener = { listener: { received: () => undefined }, isListening: true, inputEnded: () => undefined }

/** Whether a lane stands before the receiver of a socket. */
async function getsLane(change: (receiver: Receiver) => void, options = {}): Promise<boolean> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: true })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, {
    perMessageDeflate: false,
    skipUTF8Validation: true,
    ...options,
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const receiver = (socket as unknown as { _receiver: Receiver })._receiver
  change(receiver)
  const before = receiver['write']
  openLane(socket, listener)
  const isOpen = receiver['write'] !== before
  socket.terminate()
  server.close()
  return isOpen
}

describe('openLane', () => {
  it('knows the receiver of the installed ws', async () => {
    expect(await getsLane(() => undefined)).to.equal(true)
  })

  it('opens no lane where an extension was agreed on', async () => {
    expect(await getsLane(() => undefined, { perMessageDeflate: true })).to.equal(false)
  })

  for (const [what, change] of Object.entries({
    'parses later': (receiver) => (receiver['_allowSynchronousEvents'] = false),
    'is in the middle of a frame': (receiver) => (receiver['_state'] = 1),
    'has bytes left': (receiver) => (receiver['_bufferedBytes'] = 1),
    'lacks a field': (receiver) => delete receiver['_fragmented'],
    'has no limit that is known': (receiver) => delete receiver['_maxPayload'],
    'has a write of its own': (receiver) => (receiver['write'] = () => true),
    'checks UTF-8 itself': (receiver) => (receiver['_skipUTF8Validation'] = false),
  } satisfies Record<string, (receiver: Receiver) => unknown>)) {
    it(`opens no lane before a receiver that ${what}`, async () => {
      expect(await getsLane(change)).to.equal(false)
    })
  }

  it('opens no lane before something that is no stream', () => {
    const socket = { extensions: '', _receiver: { write: () => true } }
    openLane(socket as unknown as WebSocket, listener)
    expect(Object.keys(socket._receiver)).to.deep.equal(['write'])
  })

  it('delivers short messages without ws, and long ones through it', async () => {
    const events: string[] = []
    class Watched extends OwnedWebSocket {
      override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
        if (event === 'message') events.push(String((first as Buffer).length))
        return super.emit(event, first, second)
      }
    }
    const server = await listen((socket) => {
      for (const size of [10, 20_000, 16_384, 20_001]) socket.send('x'.repeat(size))
    })
    const { messages, socket } = dial({ transport: transportOver(Watched), request: requestFor(server.url) })
    await until(() => messages.length === 4)
    expect(messages.map(({ length }) => length)).to.deep.equal([10, 20_000, 16_384, 20_001])
    expect(events).to.deep.equal(['20000', '20001'])
    socket.terminate()
    await server.close()
  })
})
