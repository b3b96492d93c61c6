import type { Socket } from 'node:net'

import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, error$, send, start$ } from 'pulsewire'
import { firstValueFrom, map, range } from 'rxjs'

import { acceptance, rawPeer, started, stopPeers } from '../support/peers/raw-peer.ts'
import { watch } from '../support/watching.ts'

describe('a reset while many messages wait to be written', () => {
  afterEach(stopPeers)

  it('guarantee 2: answers every message once, and with Right only those that left', async function () {
    this.timeout(30_000)
    let peer: Socket | undefined
    // It completes the opening handshake and reads nothing after it.
    const stalled = rawPeer((tcp, request) => {
      peer = tcp
      tcp.pause()
      tcp.write(acceptance(request))
    })
    const { request } = await started(stalled)
    const size = 1_000_000
    const count = 300
    const bytes = Buffer.alloc(size, 'x')
    const chat = defineConnection({ url: request.url, name: 'chat', retry: false, outbox: { bytes: 1e9 } })
    const errors = watch(chat.pipe(error$()))
    clientStart$(chat).subscribe({ error: () => undefined })
    await firstValueFrom(chat.pipe(start$()), { defaultValue: undefined })
    const results = watch(
      range(0, count).pipe(
        map(() => bytes),
        send(chat, { binary: true }),
      ),
    )
    let written = -1
    // Until the buffers are full: one time to wait would be too short on a busy machine.
    while (written !== results.values.length) {
      written = results.values.length
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    // Only the buffers of the operating system on both sides can hold messages that left.
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
  })
})
