import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'

import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, error$, send, start$ } from 'pulsewire'
import { firstValueFrom, map, range } from 'rxjs'

import { listenTcp } from '../support/peers/ws-server.ts'
import { watch } from '../support/watching.ts'

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Answers the opening handshake, and from then on reads nothing. */
function shakeAndStall(socket: Socket): void {
  socket.once('data', (request) => {
    const key = /sec-websocket-key: (.*)\r\n/i.exec(String(request))?.[1] ?? ''
    const accept = createHash('sha1').update(key + guid).digest('base64') // prettier-ignore
    const head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade'
    socket.pause()
    socket.write(`${head}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
  })
}

describe('a reset while much waits to be written', () => {
  it('guarantee 2: answers no message that did not leave with Right, and every one exactly once', async function () {
    this.timeout(30_000)
    let peer: Socket | undefined
    const server = await listenTcp((socket) => {
      peer = socket
      shakeAndStall(socket)
    })
    const size = 1_000_000
    const count = 300
    const bytes = Buffer.alloc(size, 'x')
    const chat = defineConnection({ url: server.url, name: 'chat', retry: false, outbox: { bytes: 1e9 } })
    const errors = watch(chat.pipe(error$()))
    clientStart$(chat).subscribe({ error: () => undefined })
    await firstValueFrom(chat.pipe(start$()), { defaultValue: undefined })
    const results = watch(
      range(0, count).pipe(
        map(() => bytes),
        send(chat, { binary: true }),
      ),
    )
    await new Promise((resolve) => setTimeout(resolve, 30))
    const written = results.values.length
    // What the operating systems' buffers on both sides can hold is Right, and little.
    expect(written * size).to.be.lessThan(16e6)
    peer?.resetAndDestroy()
    await firstValueFrom(chat.pipe(error$()), { defaultValue: undefined })
    expect(results.values).to.have.length(count)
    expect(results.end).to.deep.equal({ _tag: 'Completed' })
    const rights = results.values.filter(({ _tag }) => _tag === 'Right').length
    expect(rights).to.equal(written)
    const lefts = results.values.slice(rights)
    expect(new Set(lefts.map((result) => result._tag === 'Left' && result.left._tag))).to.deep.equal(
      new Set(['SendUncertain', 'ConnectionLost']),
    )
    expect(errors.values.map(({ _tag }) => _tag).sort()).to.deep.equal(['ConnectionLost', 'SendUncertain'])
    await firstValueFrom(clientStop$(chat), { defaultValue: undefined })
    await server.close()
  })
})
