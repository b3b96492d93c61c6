import { expect } from 'chai'
import { webSocket as facade } from 'pulsewire/rxjs-web-socket'
import {
  CloseEvent as OurCloseEvent,
  ReconnectingWebSocket,
  WebSocket as Plain,
  webSocketClass,
} from 'pulsewire/websocket'
import { firstValueFrom } from 'rxjs'

import { opens } from '../transport/harness.ts'
import { startPeer } from './peers.ts'

const echoes = { _tag: 'Echoes' } as const

/** A program that was written for the platform's class and its types. */
function roundTrip(Class: typeof WebSocket, url: string): Promise<string> {
  const socket: WebSocket = new Class(url)
  socket.onopen = () => socket.send('hello')
  return new Promise((resolve) => {
    socket.addEventListener('message', (event: MessageEvent<string>) => {
      resolve(event.data)
      socket.close(3_000, 'done')
    })
  })
}

describe('pulsewire/websocket in a browser', () => {
  it('is assignable to the WebSocket and the typeof WebSocket of the DOM, and works as they do', async () => {
    for (const Class of [WebSocket, Plain, webSocketClass({ pool: true })]) {
      const peer = await startPeer([opens, echoes])
      expect(await roundTrip(Class, peer.url)).to.equal('hello')
      await peer.stop()
    }
    const own: typeof WebSocket = ReconnectingWebSocket
    expect(own.OPEN).to.equal(1)
  })

  it("uses the platform's events", async () => {
    expect(OurCloseEvent).to.equal(CloseEvent)
    const peer = await startPeer([opens, echoes])
    const socket = new Plain(peer.url)
    const closed = new Promise<CloseEvent>((resolve) => (socket.onclose = resolve))
    socket.onopen = () => socket.close()
    const event = await closed
    expect(event).to.be.instanceOf(CloseEvent)
    expect([event.code, event.wasClean]).to.deep.equal([1005, true])
    await peer.stop()
  })

  it('counts bufferedAmount as the platform does, although its transport answers at once', async () => {
    const peer = await startPeer([opens, echoes])
    const socket = new Plain(peer.url)
    await new Promise((resolve) => (socket.onopen = resolve))
    socket.send('four')
    expect(socket.bufferedAmount).to.equal(4)
    await new Promise((resolve) => (socket.onmessage = resolve))
    expect(socket.bufferedAmount).to.equal(0)
    socket.close()
    await peer.stop()
  })
})

describe('pulsewire/rxjs-web-socket in a browser', () => {
  it("works over the platform's class with rxjs's options, and over a connection with ours", async () => {
    for (const more of [{}, { retry: {} }]) {
      const peer = await startPeer([opens, echoes])
      const subject = facade<string>({ url: peer.url, ...more })
      subject.next('hello')
      expect(await firstValueFrom(subject)).to.equal('hello')
      await peer.stop()
    }
  })
})
