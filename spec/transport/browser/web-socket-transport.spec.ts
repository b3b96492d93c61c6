import { expect } from 'chai'
import { webSocketTransport } from 'pulsewire'
import { WebSocket as UndiciWebSocket } from 'undici'
import { WebSocket as WsWebSocket } from 'ws'

import { transportContract } from '../contract.ts'
import { dial, requestFor } from '../harness.ts'
import { wsHarness } from '../ws-harness.ts'

const asBrowser = {
  dials: true,
  ping: false,
  pause: false,
  status: false,
  unaddressable: true,
  closeCodes: false,
  writes: false,
  closing: false,
}

transportContract("webSocketTransport of ws's class", wsHarness(webSocketTransport(WsWebSocket)), asBrowser)
transportContract("webSocketTransport of undici's class", wsHarness(webSocketTransport(UndiciWebSocket)), asBrowser)

describe('webSocketTransport', () => {
  it('passes no error of the class on: it quotes the address (11)', () => {
    for (const Class of [WsWebSocket, UndiciWebSocket]) {
      const { ends } = dial({ transport: webSocketTransport(Class), request: requestFor('ftp://x/?token=secret') })
      expect(ends).to.deep.equal([{ _tag: 'Unaddressable' }])
    }
  })

  it('answers the messages of a class that counts no unsent bytes, as React Native', async () => {
    const sent: unknown[] = []
    class Bare {
      readyState = 0
      onopen: (() => void) | null = null
      onmessage = null
      onerror = null
      onclose = null
      send(data: unknown): void {
        sent.push(data)
      }
      close(): void {
        this.readyState = 3
      }
    }
    const made: Bare[] = []
    const Class = class extends Bare {
      constructor(_url: string) {
        super()
        made.push(this)
      }
    }
    const { socket, calls } = dial({ transport: webSocketTransport(Class), request: requestFor('ws://peer/') })
    made[0]!.readyState = 1
    made[0]!.onopen?.()
    let answers = 0
    socket.send('a', false, () => (answers += 1))
    expect([calls, sent, answers, socket.bufferedAmount]).to.deep.equal([["opened '' ''"], ['a'], 1, 0])
  })
})
