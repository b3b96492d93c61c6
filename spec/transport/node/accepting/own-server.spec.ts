import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import { expect } from 'chai'

import { startServer, stopServer } from '../../../../lib/transport/node/accepting/own-server.ts'

const place = { port: 0, host: '127.0.0.1', tls: undefined, requestTimeout: 1_000, maxSockets: 3 }

describe('the HTTP server of accept$', () => {
  it('A7: outlives an error of a single accept, and fails only where it cannot listen', async () => {
    const failures: Error[] = []
    const addresses: AddressInfo[] = []
    const failed = (cause: Error): unknown => failures.push(cause)
    const server = startServer(place, (address) => addresses.push(address), failed)
    await once(server, 'listening')
    server.emit('error', new Error('accept EMFILE'))
    expect(failures).to.deep.equal([])
    expect(addresses).to.have.length(1)
    const second = startServer({ ...place, port: addresses[0]?.port ?? 0 }, undefined, failed)
    await once(second, 'error')
    expect(failures.map(({ message }) => message.split(':')[0])).to.deep.equal(['listen EADDRINUSE'])
    stopServer(server)
    await once(server, 'close')
  })

  it('limits its TCP connections and the time for a request', () => {
    const server = startServer(place, undefined, () => undefined)
    expect(server).to.include({ maxConnections: 3, headersTimeout: 1_000, requestTimeout: 1_000 })
    stopServer(server)
  })
})
