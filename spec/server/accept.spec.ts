import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect } from 'chai'
import * as t from 'io-ts'
import {
  clientStart$,
  clientStop$,
  type Connection,
  defineConnection,
  error$,
  json,
  receive$,
  send,
  state$,
} from 'pulsewire'
import { accept$, type ListenFailed, refuse, type RefusedPeer, type Upgrade } from 'pulsewire/server'
import { catchError, EMPTY, fromEvent, map, mergeMap, type Observable, of, timer } from 'rxjs'
import type { ClientOptions } from 'ws'

import { certificate } from '../support/certificate.ts'
import { told, watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'
import { type Accepted$, dialWith, handshake, later, openWith, rawClient, serving, stopServing } from './serving.ts'

/** Answers text in capitals. */
const shout = (accepted$: Accepted$): Observable<unknown> =>
  accepted$.pipe(
    mergeMap((peer) =>
      clientStart$(peer).pipe(
        receive$(),
        map((text) => text.toUpperCase()),
        send(peer),
        catchError(() => EMPTY),
      ),
    ),
  )

const tags = (peer: Connection<string, string> | undefined): string[] => {
  const events: string[] = []
  peer?.subscribe((event) => events.push(told(event)))
  return events
}

describe('accept$', () => {
  afterEach(stopServing)

  it('emits an idle connection for each peer; a lease opens it, and both ends are pipelines', async () => {
    const { url, peers } = await serving({}, shout)
    const chat = defineConnection({ url: `${url}room?token=1`, retry: false })
    const messages = watch(clientStart$(chat).pipe(receive$()))
    of('hello', 'again').pipe(send(chat)).subscribe()
    await until(() => messages.values.length === 2)
    expect(messages.values).to.deep.equal(['HELLO', 'AGAIN'])
    expect(peers[0]?.state).to.deep.equal({ _tag: 'Open', url: `${url}room`, protocol: '', extensions: '' })
    expect(peers[0]?.name).to.match(/^127\.0\.0\.1:\d+$/)
    const ends = [chat, peers[0]!].map(tags)
    clientStop$(chat).subscribe()
    await until(() => ends.every((events) => events.includes('Closed')))
    expect(ends).to.deep.equal([
      ['Open', 'Closing', 'Closed'],
      ['Open', 'Closed'],
    ])
  })

  it('A1: reads nothing before the lease, then delivers everything in order', async () => {
    const { url, peers } = await serving()
    const { websocket } = await openWith(url)
    websocket.send('1')
    websocket.send('2')
    await new Promise((resolve) => setTimeout(resolve, 10))
    const [peer] = peers
    expect(tags(peer)).to.deep.equal(['Idle'])
    const received = watch(clientStart$(peer!).pipe(receive$()))
    expect(tags(peer)).to.deep.equal(['Open'])
    await until(() => received.values.length === 2)
    expect(received.values).to.deep.equal(['1', '2'])
  })

  for (const [ending, end, state] of [
    ['closes with 1000', (client) => client.close(1000), 'Closed 1000'],
    ['goes away with 1001', (client) => client.close(1001), 'Closed 1001'],
    ['closes without a code', (client) => client.close(), 'Closed 1005'],
    ['closes with a code of its own', (client) => client.close(4000), 'Failed ConnectionLost'],
    ['breaks off', (client) => client.terminate(), 'Failed ConnectionLost'],
  ] as ReadonlyArray<readonly [string, (client: Awaited<ReturnType<typeof openWith>>['websocket']) => void, string]>) {
    it(`ends as ${state} when the peer ${ending}`, async () => {
      const { url, peers } = await serving({}, shout)
      const { websocket } = await openWith(url)
      await until(() => peers[0]?.state._tag === 'Open')
      end(websocket)
      await until(() => ['Closed', 'Failed'].includes(peers[0]?.state._tag ?? ''))
      const rest = peers[0]!.state
      expect(
        rest._tag === 'Closed' ? `Closed ${rest.code}` : `Failed ${(rest as { error: Error }).error.name}`,
      ).to.equal(state)
    })
  }

  it('never dials: once a connection has ended, a start fails at once', async () => {
    const { url, peers } = await serving({}, shout)
    const { websocket } = await openWith(url)
    await until(() => peers[0]?.state._tag === 'Open')
    websocket.close(1000)
    await until(() => peers[0]?.state._tag === 'Closed')
    const errors = watch(clientStart$(peers[0]!).pipe(error$()))
    expect(errors.end).to.deep.equal({ _tag: 'Completed' })
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['AddressFailed'])
    expect(errors.values[0]?.message).to.match(
      /: not dialed: this connection was accepted, and has ended; only its peer/,
    )
  })

  it('chooses the first of its subprotocols that the peer offers, and none where none fits', async () => {
    const { url, peers } = await serving({ protocols: ['v2', 'v1'] }, shout)
    const chosen = dialWith(url, {}, ['v1', 'v2', 'v3'])
    await until(() => chosen.websocket.readyState === 1)
    expect(chosen.websocket.protocol).to.equal('v2')
    await until(() => peers[0]?.state._tag === 'Open')
    expect(peers[0]?.state).to.include({ protocol: 'v2' })
    const refused = dialWith(url, {}, ['v9'])
    await until(() => refused.ends.length > 0)
    expect(refused.ends[0]).to.equal('Server sent no subprotocol')
  })

  it('speaks TLS with tls, and compresses with compression', async () => {
    const { cert, key } = certificate
    const { url, peers } = await serving({ tls: { cert, key }, compression: { threshold: 10 } }, shout)
    const { websocket, messages } = await openWith(url, { ca: cert, perMessageDeflate: { threshold: 0 } })
    websocket.send('long enough to be compressed'.repeat(10))
    await until(() => messages.length === 1)
    expect(messages[0]).to.match(/^LONG/)
    expect(peers[0]?.state).to.include({ extensions: 'permessage-deflate' })
    expect(peers[0]?.state).to.include({ url })
  })

  for (const [how, SNICallback] of [
    [
      'throws',
      () => {
        throw new Error('boom')
      },
    ],
    ['is async, and rejects', () => Promise.reject(new Error('boom'))],
  ] as const) {
    it(`guarantee 10: refuses one TLS handshake, and no other, where SNICallback ${how}`, async () => {
      const { cert, key } = certificate
      const { url } = await serving({ tls: { cert, key, SNICallback } }, shout)
      const named = dialWith(url, { ca: cert, servername: 'localhost' } as ClientOptions)
      await until(() => named.ends.length > 0)
      const { websocket } = await openWith(url, { ca: cert })
      expect(websocket.readyState).to.equal(1)
    })
  }

  it('shares an HTTP server: each path goes to its own accept$, and other listeners keep theirs', async () => {
    const server = createServer((_request, response) => response.end('page'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    later(() => server.close())
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
    const answer = (text: string): ((accepted$: Accepted$) => Observable<unknown>) =>
      mergeMap((peer) => clientStart$(peer).pipe(receive$(), map(() => text), send(peer), catchError(() => EMPTY))) // prettier-ignore
    const a = accept$({ server, path: '/a' }).pipe(answer('a')).subscribe()
    const b = accept$({ server, path: '/b' }).pipe(answer('b')).subscribe()
    const clients = await Promise.all(['/a', '/b?x=1', '/c'].map((path) => openWith(url + path)))
    for (const { websocket } of clients) if (websocket.readyState === 1) websocket.send('?')
    await until(() => clients.every(({ messages, ends }) => messages.length + ends.length > 0))
    expect(clients.map(({ messages, ends }) => [...messages, ...ends])).to.deep.equal([
      ['a'],
      ['b'],
      ['HTTP 404 Not Found'],
    ])
    const foreign = new Promise((resolve) => server.once('upgrade', (_request, stream) => resolve(stream.destroy())))
    const other = dialWith(`${url}/c`)
    await foreign
    await until(() => other.ends.length > 0)
    expect(other.ends[0]).to.equal('socket hang up')
    a.unsubscribe()
    b.unsubscribe()
    expect(server.listenerCount('upgrade')).to.equal(0)
    for (const { websocket } of clients) websocket.close()
  })

  it('takes upgrades that are handed over, and completes with their stream', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    later(() => server.close())
    const upgrade$ = fromEvent(server, 'upgrade') as Observable<Upgrade>
    const taken = watch(shout(accept$({ upgrade$, path: '/chat' })))
    later(taken.stop)
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { websocket, messages } = await openWith(`${url}/chat`)
    websocket.send('hi')
    await until(() => messages.length === 1)
    const refused = dialWith(`${url}/other`)
    await until(() => refused.ends.length > 0)
    expect(refused.ends).to.deep.equal(['HTTP 404 Not Found'])
    const ended = watch(accept$({ upgrade$: EMPTY }))
    expect(ended.end).to.deep.equal({ _tag: 'Completed' })
  })

  it('asks peer about each request: options, or a refusal with a status, in whatever form', async () => {
    const refusals: RefusedPeer<unknown>[] = []
    const peer = ({ url = '' }: { readonly url?: string | undefined }): never =>
      (({
        '/plain': { name: 'plain' },
        '/promise': Promise.resolve({ name: 'promise' }),
        '/late': timer(1).pipe(map(() => ({ name: 'late' }))),
        '/never': refuse(401, { retryAfter: 1_500, headers: { 'www-authenticate': 'Bearer' }, body: 'no token' }),
        '/wrong': { heartbeat: 7 },
        '/nothing': EMPTY,
      })[url] ?? Promise.reject(new Error('a bug'))) as never
    const { url, peers } = await serving({ peer, onRefused: (refused) => refusals.push(refused) }, shout)
    for (const path of ['plain', 'promise', 'late']) await openWith(url + path)
    await until(() => peers.length === 3)
    expect(peers.map(({ name }) => name)).to.deep.equal(['plain', 'promise', 'late'])
    const ends: string[] = []
    for (const path of ['never', 'wrong', 'nothing', 'bug']) ends.push(...(await openWith(url + path)).ends)
    expect(ends).to.deep.equal(['HTTP 401 no token', ...Array<string>(3).fill('HTTP 500 Internal Server Error')])
    expect(refusals.map(({ status, cause }) => [status, (cause as Error | undefined)?.message])).to.deep.equal([
      [401, undefined],
      [500, 'The options can never work. heartbeat: expected an object such as { interval: 30_000, timeout: 10_000 } or false, got the number 7'],
      [500, 'peer has completed without an answer'],
      [500, 'a bug'],
    ]) // prettier-ignore
    const { text, isClosed } = rawClient(Number(new URL(url).port), handshake('', '/never'))
    await until(isClosed)
    expect(text()).to.match(/^HTTP\/1\.1 401 Unauthorized\r\n/)
    expect(text()).to.include('retry-after: 2\r\nwww-authenticate: Bearer\r\n')
  })

  it('lets in the pages of its own host, unless origins says otherwise', async () => {
    const own = await serving({}, shout)
    const { host } = new URL(own.url)
    const none = await openWith(own.url)
    const same = await openWith(own.url, { origin: `https://${host}` })
    const other = await openWith(own.url, { origin: 'https://example.org' })
    expect([none.ends, same.ends]).to.deep.equal([[], []])
    expect(other.ends[0]).to.match(/^HTTP 403 This origin may not connect/)
    const named = await serving({ origins: ['https://example.org'] }, shout)
    expect((await openWith(named.url, { origin: 'https://example.org' })).ends).to.deep.equal([])
    expect((await openWith(named.url, { origin: `http://${host}` })).ends[0]).to.match(/^HTTP 403/)
  })

  it('A5, A7: answers anything that is no opening handshake with HTTP', async () => {
    const { port, emitted } = await serving()
    const status = await new Promise((resolve) => {
      get({ port, host: '127.0.0.1', agent: false }, (response) => resolve(response.resume().statusCode))
    })
    expect(status).to.equal(426)
    const wrong = rawClient(port, handshake().replace('Version: 13', 'Version: 99'))
    await until(wrong.isClosed)
    expect(wrong.text()).to.match(/^HTTP\/1\.1 400 Bad Request/)
    const garbage = rawClient(port, 'not HTTP\r\n\r\n')
    await until(garbage.isClosed)
    expect(garbage.text()).to.match(/^HTTP\/1\.1 400 Bad Request/)
    expect(emitted).to.deep.include({ values: [], end: undefined })
  })

  it('errors with ListenFailed where the port is in use, with the place and the cure', async () => {
    const { port } = await serving()
    const second = watch(accept$({ port, host: '127.0.0.1' }))
    await until(() => second.end !== undefined)
    const { error } = second.end as unknown as { readonly error: ListenFailed }
    expect(error).to.include({ _tag: 'ListenFailed', code: 'EADDRINUSE' })
    expect(error.message).to.equal(
      `127.0.0.1:${port}: cannot listen (EADDRINUSE): another program listens there; stop it or choose another port`,
    )
  })

  it('stops accepting when it is unsubscribed, and leaves its connections open', async () => {
    const { url, peers, emitted } = await serving()
    const { websocket, messages } = await openWith(url)
    clientStart$(peers[0]!).subscribe()
    emitted.stop()
    of('still here').pipe(send(peers[0]!)).subscribe()
    await until(() => messages.length === 1)
    const late = await openWith(url)
    expect(late.ends[0]).to.match(/ECONNREFUSED/)
    const states = watch(peers[0]!.pipe(state$()))
    websocket.close(1000)
    await until(() => states.values.at(-1)?._tag === 'Closed')
  })

  it('decodes and encodes with its codec', async () => {
    const addresses: number[] = []
    const accepted = watch(
      accept$({ port: 0, host: '127.0.0.1', codec: json(t.type({ n: t.number })), onListening: ({ port }) => addresses.push(port) }).pipe(
        mergeMap((peer) => clientStart$(peer).pipe(receive$(), map(({ n }) => ({ n: n + 1 })), send(peer))),
      ),
    ) // prettier-ignore
    later(accepted.stop)
    await until(() => addresses.length > 0)
    const { websocket, messages } = await openWith(`ws://127.0.0.1:${addresses[0] ?? 0}/`)
    websocket.send('{"n":1}')
    await until(() => messages.length > 0)
    expect(messages).to.deep.equal(['{"n":2}'])
    websocket.close()
  })
})
