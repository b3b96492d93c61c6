import { expect } from 'chai'
import { ReconnectingWebSocket, WebSocket, webSocketClass } from 'pulsewire/websocket'

import { listen } from '../support/peers/ws-server.ts'
import { eventOf } from './recorded.ts'

/** The name of what a call throws. */
function thrownBy(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return (error as Error).name
  }
  return 'nothing'
}

const construct = (...given: ReadonlyArray<unknown>): unknown => Reflect.construct(WebSocket, given)

describe('the constructor of a WebSocket', () => {
  const refused: ReadonlyArray<readonly [what: string, given: ReadonlyArray<unknown>]> = [
    ['a url that is none', ['x y']],
    ['a relative url without a base', ['/chat']],
    ['another scheme', ['ftp://127.0.0.1/']],
    ['a fragment', ['ws://127.0.0.1/#a']],
    ['an empty fragment', ['ws://127.0.0.1/#']],
    ['a subprotocol that is no token', ['ws://127.0.0.1/', 'a b']],
    ['an empty subprotocol', ['ws://127.0.0.1/', '']],
    ['a repeated subprotocol', ['ws://127.0.0.1/', ['chat', 'chat']]],
    ['a subprotocol repeated in another case', ['ws://127.0.0.1/', ['chat', 'Chat']]],
  ]
  for (const [what, given] of refused) {
    it(`throws a SyntaxError at ${what}`, () => {
      expect(thrownBy(() => construct(...given))).to.equal('SyntaxError')
      expect(thrownBy(() => Reflect.construct(ReconnectingWebSocket, given))).to.equal('SyntaxError')
    })
  }

  it('throws a TypeError without a url, and without new', () => {
    expect(thrownBy(() => construct())).to.equal('TypeError')
    expect(thrownBy(() => Reflect.apply(WebSocket as never, undefined, ['ws://127.0.0.1/']))).to.equal('TypeError')
  })

  it('guarantee 11: quotes no token of the url in its error', () => {
    expect(() => construct('ws://127.0.0.1/?token=secret#'))
      .to.throw(DOMException)
      .with.property('message')
      .not.include('secret')
  })

  it('maps http and https, and shows the mapped url', () => {
    const socket = new WebSocket('https://127.0.0.1:1/a?b')
    expect(socket.url).to.equal('wss://127.0.0.1:1/a?b')
    socket.close()
  })

  it('resolves a relative url against baseUrl', () => {
    const socket = new (webSocketClass({ baseUrl: 'https://127.0.0.1:1/app/' }))('chat')
    expect(socket.url).to.equal('wss://127.0.0.1:1/app/chat')
    socket.close()
  })

  it('throws SettingsInvalid when the class is made with options that can never work', () => {
    expect(thrownBy(() => webSocketClass({ connectTimeout: -1 }))).to.equal('SettingsInvalid')
  })

  it('sends the headers of its third argument, or of its second as undici takes it', async () => {
    const seen: string[] = []
    const server = await listen((peer, { headers }) => {
      seen.push(`${String(headers['authorization'])} ${peer.protocol}`)
    })
    const init = { headers: { authorization: 'Bearer 1' }, agent: 'ignored' }
    const first = new WebSocket(server.url, ['a'], init)
    await eventOf(first, 'open')
    const second = new WebSocket(server.url, { ...init, protocols: 'b' })
    await eventOf(second, 'open')
    expect(seen).to.deep.equal(['Bearer 1 a', 'Bearer 1 b'])
    expect([first.protocol, second.protocol]).to.deep.equal(['a', 'b'])
    await server.close()
  })

  it('dispatches nothing before it returns, also over a synchronous transport', async () => {
    const opened: string[] = []
    const Socket = webSocketClass({
      transport: (_, listener) => {
        listener.opened({ protocol: '', extensions: '' })
        return { send: () => {}, close: () => {}, terminate: () => {}, bufferedAmount: 0 }
      },
    })
    const socket = new Socket('ws://127.0.0.1/')
    setTimeout(() => opened.push('timer'))
    socket.onopen = () => opened.push('open')
    await new Promise((resolve) => setTimeout(resolve, 2))
    expect(opened).to.deep.equal(['open', 'timer'])
  })

  it('hands the connection and the socket to onConnection', () => {
    const seen: unknown[] = []
    const Socket = webSocketClass({ onConnection: (connection, socket) => seen.push(connection, socket) })
    const socket = new Socket('ws://127.0.0.1:1/')
    expect(seen).to.deep.equal([socket.connection, socket])
    socket.close()
  })
})

describe('the interface of a WebSocket', () => {
  const socket = new WebSocket('ws://127.0.0.1:1/')
  socket.close()

  it('has read-only constants on the class and on the prototype', () => {
    for (const owner of [WebSocket, WebSocket.prototype, ReconnectingWebSocket, ReconnectingWebSocket.prototype]) {
      const { CONNECTING, OPEN, CLOSING, CLOSED } = owner
      expect([CONNECTING, OPEN, CLOSING, CLOSED]).to.deep.equal([0, 1, 2, 3])
      expect(Object.getOwnPropertyDescriptor(owner, 'OPEN')).to.deep.include({
        ...{ writable: false, configurable: false, enumerable: true },
      })
    }
  })

  it('has its attributes and methods on its own prototype, as Web IDL wants', () => {
    const own = Object.keys(WebSocket.prototype)
    expect(own).to.include.members(['url', 'readyState', 'bufferedAmount', 'protocol', 'extensions', 'binaryType'])
    expect(own).to.include.members(['onopen', 'onmessage', 'onerror', 'onclose', 'send', 'close'])
    expect(Object.keys(socket)).to.deep.equal([])
  })

  it('is an EventTarget by name WebSocket', () => {
    expect(socket).to.be.instanceOf(EventTarget)
    expect(Object.prototype.toString.call(socket)).to.equal('[object WebSocket]')
    expect((WebSocket as unknown as { readonly name: string }).name).to.equal('WebSocket')
  })

  it('keeps the place of a handler among the listeners, and takes null and anything that is no object as none', () => {
    const order: string[] = []
    socket.onopen = () => order.push('first')
    socket.addEventListener('open', () => order.push('listener'))
    socket.onopen = () => order.push('replaced')
    socket.dispatchEvent(new Event('open'))
    socket.onopen = 1 as never
    expect(socket.onopen).to.equal(null)
    socket.dispatchEvent(new Event('open'))
    expect(order).to.deep.equal(['replaced', 'listener', 'listener'])
  })

  it('ignores an unknown binaryType', () => {
    expect(socket.binaryType).to.equal('blob')
    socket.binaryType = 'nodebuffer' as never
    expect(socket.binaryType).to.equal('blob')
    socket.binaryType = 'arraybuffer'
    expect(socket.binaryType).to.equal('arraybuffer')
  })
})
