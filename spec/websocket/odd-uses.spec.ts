import { inspect } from 'node:util'

import { expect } from 'chai'
import { ReconnectingWebSocket, type WebSocket, webSocketClass } from 'pulsewire/websocket'
import { config } from 'rxjs'

import { ManualClock } from '../support/clocks/manual-clock.ts'
import { fakePeer } from '../support/peers/fake-peer.ts'

/** Both look like secrets, as tokens in subprotocols do. */
const tokens = ['base64url.bearer.YWxhZGRpbjpvcGVuc2VzYW1l', 'token-0123456789abcdef0123'] as const

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A Blob whose bytes come when the spec says so. */
class SlowBlob extends Blob {
  give = (): void => undefined

  override arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = new TextEncoder().encode('from the first socket').buffer
    return new Promise((resolve) => {
      this.give = () => {
        resolve(bytes)
      }
    })
  }
}

describe('a WebSocket that is used oddly', () => {
  for (const mode of ['plain', 'reconnecting'] as const) {
    it(`${mode}: shows the subprotocol that was chosen, also where it is a secret; its connection does not`, () => {
      const time = new ManualClock(0)
      const clock = time.view()
      const peer = fakePeer()
      const options = { transport: peer.transport, clock, heartbeat: false } as const
      const socket: WebSocket =
        mode === 'plain'
          ? new (webSocketClass(options))('ws://peer/', [...tokens])
          : new ReconnectingWebSocket('ws://peer/', [...tokens], options)
      time.pass(1)
      expect(socket.protocol).to.equal('')
      peer.last.open(tokens[1])
      expect(socket.protocol).to.equal(tokens[1])
      expect(socket.connection.state).to.include({ _tag: 'Open', protocol: '[redacted]' })
      const seen = inspect(socket.connection, { depth: 10, showHidden: true }) + JSON.stringify(socket.connection)
      for (const token of tokens) expect(seen).not.to.include(token)
      socket.close()
      time.pass(10_000)
      expect(socket.readyState).to.equal(3)
    })
  }

  const reasons: ReadonlyArray<readonly [given: unknown, sent: string]> = [
    [null, 'null'],
    [12, '12'],
    [{ toString: () => 'an object' }, 'an object'],
    ['\uD800', '\uFFFD'],
    [undefined, ''],
  ]
  for (const [given, sent] of reasons) {
    it(`converts the reason ${inspect(given)} to a string, as Web IDL does`, () => {
      const time = new ManualClock(0)
      const peer = fakePeer({ opens: true })
      const socket = new (webSocketClass({ transport: peer.transport, clock: time.view() }))('ws://peer/')
      time.pass(1)
      socket.close(3000, given as string)
      expect(peer.last.closes).to.deep.equal([[3000, sent]])
    })
  }

  it('refuses a reason that has no string', () => {
    const socket = new (webSocketClass({ transport: fakePeer().transport }))('ws://peer/')
    expect(() => {
      socket.close(1000, Symbol('reason') as never)
    }).to.throw(TypeError)
    socket.close()
  })

  it('goes on where onConnection throws, and reports the error', async () => {
    const reported: unknown[] = []
    config.onUnhandledError = (error) => reported.push((error as Error).message)
    const time = new ManualClock(0)
    const peer = fakePeer({ opens: true })
    const onConnection = (): never => {
      throw new Error('a bug of the program')
    }
    const Socket = webSocketClass({ transport: peer.transport, clock: time.view(), onConnection })
    const socket = new Socket('ws://peer/')
    time.pass(1)
    expect(socket.readyState).to.equal(1)
    await new Promise((resolve) => setTimeout(resolve, 0))
    config.onUnhandledError = null
    expect(reported).to.deep.equal(['a bug of the program'])
    socket.close()
  })

  it('a Blob that is read when its pooled socket has ended goes nowhere, and its close neither', async () => {
    const time = new ManualClock(0)
    const peer = fakePeer({ opens: true })
    const Socket = webSocketClass({ pool: true, transport: peer.transport, clock: time.view(), retry: { initialDelay: 1, stableAfter: 0 } }) // prettier-ignore
    const first = new Socket('ws://peer/')
    time.pass(1)
    const blob = new SlowBlob(['x'.repeat(21)])
    first.send(blob)
    first.close(3000, 'behind the Blob')
    await turn()
    peer.last.lose()
    time.pass(1)
    expect(first.readyState).to.equal(3)
    const second = new Socket('ws://peer/')
    time.pass(10)
    expect([second.connection === first.connection, second.readyState]).to.deep.equal([true, 1])
    blob.give()
    await turn()
    time.pass(1)
    expect([second.readyState, peer.last.sent, peer.last.closes]).to.deep.equal([1, [], []])
    expect(first.bufferedAmount).to.equal(21)
    second.close()
  })
})
