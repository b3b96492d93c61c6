import { expect } from 'chai'
import { webSocketTransport } from 'pulsewire'
import { WebSocket as UndiciWebSocket } from 'undici'
import { WebSocket as WsWebSocket } from 'ws'

import type { Refused } from '../../../lib/transport/transport.ts'
import { listen } from '../../support/peers/ws-server.ts'
import { transportContract } from '../contract.ts'
import { dial, ended, requestFor } from '../harness.ts'
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

  it("keeps the error of ws's class as the cause of a dial that failed", async () => {
    const server = await listen(undefined, { refuse: () => 401 })
    const dialed = dial({ transport: webSocketTransport(WsWebSocket), request: requestFor(server.url) })
    await ended(dialed)
    await server.close()
    const { _tag, cause } = dialed.ends[0] as Refused
    expect([_tag, (cause as Error).message]).to.deep.equal(['Refused', 'Unexpected server response: 401'])
  })

  const events: ReadonlyArray<readonly [what: string, event: object | undefined, cause: string | undefined]> = [
    ['no event, as a mock', undefined, undefined],
    ['an event without an error, as browsers', new Event('error'), undefined],
    ['an event with an error, as Node', { error: new Error('reset'), message: 'x' }, 'reset'],
    ['an event with an error that has no text, as undici', { error: new TypeError(), message: '' }, undefined],
    ['an event with a message alone, as React Native', { message: 'timed out' }, 'timed out'],
  ]
  for (const [what, event, cause] of events) {
    for (const isOpen of [false, true]) {
      it(`takes ${what}, of a socket that ${isOpen ? 'is open' : 'has not opened'}`, () => {
        const made: Mock[] = []
        class Mock {
          readyState = 0
          onopen: (() => void) | null = null
          onmessage = null
          onerror: ((event?: object) => void) | null = null
          onclose: ((event: object) => void) | null = null
          constructor(_url: string) {
            made.push(this)
          }
          send(): void {
            expect.fail('nothing is sent')
          }
          close(): void {
            expect.fail('the peer closes')
          }
        }
        const { ends } = dial({ transport: webSocketTransport(Mock), request: requestFor('ws://peer/') })
        if (isOpen) made[0]!.onopen?.()
        made[0]!.onerror?.(event)
        made[0]!.onclose?.({ code: 1006, reason: '', wasClean: false })
        const [end] = ends
        expect(end?._tag).to.equal(isOpen ? 'Closed' : 'Refused')
        expect(((end as Refused).cause as Error | undefined)?.message).to.equal(cause)
        expect('cause' in (end ?? {})).to.equal(cause !== undefined)
      })
    }
  }

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
