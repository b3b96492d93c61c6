import { expect } from 'chai'

import { transport } from '../../../lib/transport/node/transport.ts'
import type { DialRequest, SocketEnd } from '../../../lib/transport/transport.ts'
import { certificate } from '../../support/certificate.ts'
import { endOf, started, stopPeers } from '../../support/peers/raw-peer.ts'
import { dial, opens, says, until } from '../harness.ts'
import { wsHarness } from '../ws-harness.ts'

type Given = Pick<DialRequest, 'node'> & { readonly tls?: Readonly<Record<string, unknown>> }

const ca = certificate.cert

const fails = (): never => {
  throw new Error('boom')
}
const rejects = (): never => Promise.reject(new Error('boom')) as never
const isPromise = 'a function of the tls options returned a Promise. It must return its answer itself'
const noStream = 'node.createConnection returned no stream. It must return a Duplex of Node'

/** Functions that Node calls, how they fail, and the cause of the refusal. */
const functions: ReadonlyArray<readonly [title: string, given: Given, cause: string]> = [
  ['tls.checkServerIdentity throws', { tls: { ca, checkServerIdentity: fails } }, 'boom'],
  ['tls.checkServerIdentity is async', { tls: { ca, checkServerIdentity: rejects } }, isPromise],
  ['tls.checkServerIdentity returns an error', { tls: { ca, checkServerIdentity: () => new Error('other') } }, 'other'],
  ['node.createConnection throws', { node: { createConnection: fails } }, 'boom'],
  ['node.createConnection is async', { node: { createConnection: rejects } }, noStream],
  ['node.createConnection returns nothing', { node: { createConnection: () => undefined as never } }, noStream],
  ['node.lookup throws', { node: { lookup: fails } }, 'boom'],
  ['node.lookup is async, and rejects', { node: { lookup: rejects } }, 'boom'],
]

/** Options that can never be used, with the problem that the error names. */
const unusable: ReadonlyArray<readonly [title: string, tls: NonNullable<Given['tls']>, problem: string]> = [
  ['tls.ca is a number', { ca: 5 }, 'Node does not accept the type or value of an option: check headers, tls and node'],
  ['tls.cert is no certificate', { cert: 'x', key: 'y' }, 'Node does not accept the tls options: see the cause'],
  ['tls.minVersion is unknown', { minVersion: 'TLSv9' }, 'Node does not accept the tls options: see the cause'],
  ['tls.servername is a number', { ca, servername: 5 }, 'tls.servername is no string: correct it'],
  [
    'tls.ALPNProtocols has a number',
    { ca, ALPNProtocols: [5] },
    'tls.ALPNProtocols is neither a list of strings nor bytes: correct it',
  ],
  [
    'tls.checkServerIdentity is a string',
    { ca, checkServerIdentity: 'x' },
    'tls.checkServerIdentity is no function: correct it',
  ],
]

describe('ws, with functions and options that fail', () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown): number => unhandled.push(reason)
  beforeEach(() => process.on('unhandledRejection', note))
  afterEach(async () => {
    await stopPeers()
    await new Promise(setImmediate)
    process.off('unhandledRejection', note)
    expect(unhandled.splice(0)).to.deep.equal([])
  })

  async function endWith({ tls, node }: Given): Promise<SocketEnd> {
    const peer = await started(wsHarness(transport, certificate).start([opens]))
    const url = peer.request.url.replace('127.0.0.1', node?.lookup === undefined ? '127.0.0.1' : 'peer.example')
    return endOf(dial({ ...peer, request: { ...peer.request, url, ...(tls && { tls }), ...(node && { node }) } }))
  }

  for (const [title, given, message] of functions) {
    it(`guarantee 10: is refused where ${title}`, async () => {
      const end = await endWith(given)
      expect(end._tag).to.equal('Refused')
      expect(end).to.have.nested.property('cause.message', message)
    })
  }

  for (const [title, tls, problem] of unusable) {
    it(`is not dialed where ${title}`, async () => {
      expect(await endWith({ tls })).to.include({ _tag: 'Unaddressable', problem })
    })
  }

  it('opens where an async node.lookup has answered, whatever it does then', async () => {
    const peer = await started(wsHarness(transport, certificate).start([opens, says('hello')]))
    const lookup: NonNullable<NonNullable<Given['node']>['lookup']> = (_host, { all }, callback) => {
      if (all === true) callback(null, [{ address: '127.0.0.1', family: 4 }])
      else callback(null, '127.0.0.1', 4)
      return rejects()
    }
    const url = peer.request.url.replace('127.0.0.1', 'localhost')
    const { messages } = dial({ ...peer, request: { ...peer.request, url, node: { lookup } } })
    await until(() => messages.length > 0)
    expect(messages).to.deep.equal(['hello'])
  })
})
