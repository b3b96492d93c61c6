import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

import { expect } from 'chai'
import { WebSocket } from 'ws'

import { addRoute } from '../../../../lib/transport/node/accepting/upgrade-router.ts'
import { WebSocketOpening } from '../../../../lib/transport/node/accepting/web-socket-opening.ts'
import { transportContract } from '../../contract.ts'
import { dial, requestFor, until } from '../../harness.ts'
import { acceptedHarness, capabilities, settings } from './accepted-harness.ts'

transportContract('an accepted socket of ws', acceptedHarness(), capabilities)

describe('an accepted socket', () => {
  it('ends at once where its peer has gone before it is adopted', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const streams: Duplex[] = []
    const openings: WebSocketOpening[] = []
    addRoute(server, undefined, (upgrade) => {
      streams.push(upgrade[1])
      openings.push(new WebSocketOpening(upgrade))
    })
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    client.on('error', () => undefined)
    await until(() => openings.length > 0)
    const accepted = openings[0]?.accept(settings)
    await once(streams[0]!.destroy(), 'close')
    const { ends, calls } = dial({
      transport: (_request, listener) => accepted!.adopt(listener),
      request: requestFor('ws://peer/'),
    })
    expect(calls).to.deep.equal(['ended'])
    expect(ends).to.deep.equal([{ _tag: 'Closed', code: 1006, reason: '', wasClean: false }])
    server.close()
  })
})
