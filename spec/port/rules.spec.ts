import type { MessagePort } from 'node:worker_threads'

import { expect } from 'chai'
import {
  type AddressFailed,
  defineConnection,
  error$,
  type HandshakeFailed,
  platformTransport,
  type SettingsInvalid,
  webSocketTransport,
} from 'pulsewire'
import { acceptPorts$, portTransport } from 'pulsewire/port'
import { faulty } from 'pulsewire/testing'
import { NEVER } from 'rxjs'
import { WebSocket } from 'ws'

import { watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'
import { endTabs, leased, working } from './tabs.ts'

function faultsOf(act: () => unknown): string {
  try {
    act()
    return 'nothing'
  } catch (error) {
    return (error as SettingsInvalid).issues.map(({ path, message }) => `${path}: ${message}`).join('\n')
  }
}

const noPort = (): MessagePort => {
  throw new Error('blocked')
}

describe('a url of port:', () => {
  afterEach(endTabs)

  it('needs a transport of ports, and names the connection', () => {
    const url = 'port:feed'
    const wanted = 'url: must begin with ws: or wss:; port: needs transport: portTransport(...) of pulsewire/port'
    expect(faultsOf(() => defineConnection(url))).to.equal(wanted)
    expect(faultsOf(() => defineConnection(new URL(url)))).to.equal(wanted)
    expect(faultsOf(() => defineConnection({ url, transport: webSocketTransport(WebSocket) }))).to.equal(wanted)
    expect(faultsOf(() => defineConnection({ url: 'ports:feed', transport: portTransport(noPort) }))).to.match(
      /must begin/,
    )
    for (const transport of [portTransport(noPort), faulty(portTransport(noPort), { seed: 1 })]) {
      expect(defineConnection({ url: `${url}?token=secret`, transport }).name).to.equal(url)
      expect(defineConnection({ url: 'wss://example.org/feed', transport }).name).to.equal('wss://example.org/feed')
    }
  })

  it('of a function is refused by a platform that dials the network', async () => {
    const feed = defineConnection({ url: () => 'port:feed', retry: false })
    const faults = watch(feed.pipe(error$()))
    const lease = leased(feed)
    await until(() => lease.end !== undefined)
    expect(faults.values.map(({ _tag }) => _tag)).to.deep.equal(['AddressFailed'])
  })

  it('with `transport: undefined` the connection opens a socket of the platform', () => {
    const { transport } = defineConnection({ url: 'wss://example.org/feed', transport: undefined }).core().options
    expect(transport).to.equal(platformTransport)
  })
})

describe('the function of portTransport', () => {
  afterEach(endTabs)

  it('may throw, which is a failed dial, and the next dial calls it again', async () => {
    const { connect, tab } = working()
    let calls = 0
    const retried = tab({
      retry: { initialDelay: 1 },
      transport: portTransport(() => (++calls === 1 ? noPort() : connect())),
    })
    const faults = watch(retried.pipe(error$()))
    leased(retried)
    await until(() => retried.state._tag === 'Open')
    const [error] = faults.values as HandshakeFailed[]
    expect(error?.message).to.match(/the function of portTransport failed \(see cause\)/)
    expect((error?.cause as Error).message).to.equal('blocked')
  })

  it('must return a port', async () => {
    const { tab } = working()
    const wrong = tab({ transport: portTransport((() => ({ port: 1 })) as unknown as () => MessagePort) })
    const faults = watch(wrong.pipe(error$()))
    const lease = leased(wrong)
    await until(() => lease.end !== undefined)
    expect((faults.values[0] as AddressFailed).message).to.match(/returned no MessagePort/)
  })

  it('may return a port of something else, or of another version, which is refused', async () => {
    const { tab } = working()
    const foreign = tab({
      transport: portTransport(() => {
        const { port1, port2 } = new MessageChannel()
        port2.postMessage({ hello: 'from another program' })
        return port1
      }),
    })
    const lease = leased(foreign)
    await until(() => lease.end !== undefined)
    expect(foreign.state)
      .to.have.nested.property('error.message')
      .that.matches(/does not speak the protocol/)
  })
})

describe('the options of acceptPorts$', () => {
  it('are checked at the call, all at once', () => {
    const options = { path: '/feed', compression: true, retry: false, peer: 5, maxConnections: 0 } as object
    expect(faultsOf(() => acceptPorts$(5 as never, options))).to.equal(
      [
        'scope: expected the global scope, such as self, or an Observable of ports, got the number 5',
        'path: a port has no path: decide in peer, by the url',
        'compression: nothing is compressed within a browser, so remove it',
        'maxConnections: expected a number, at least 1, got the number 0',
        'peer: expected a function of the request, got the number 5',
        'retry: is for a connection that dials, so remove it',
      ].join('\n'),
    )
    expect(() => acceptPorts$(NEVER, { linger: -1 })).to.throw(/The options/)
    expect(faultsOf(() => acceptPorts$(NEVER))).to.equal('nothing')
  })
})
