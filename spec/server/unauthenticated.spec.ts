import { expect } from 'chai'
import { clientStart$, error$, receive$, send } from 'pulsewire'
import { dismiss } from 'pulsewire/server'
import { catchError, EMPTY, first, map, mergeMap, NEVER, type Observable, of, tap, throwError, timer } from 'rxjs'

import { liveMemory } from '../support/live-memory.ts'
import { watch } from '../support/watching.ts'
import { settle, until } from '../transport/harness.ts'
import {
  type Accepted$,
  dialWith,
  frameHeader,
  handshake,
  openWith,
  rawClient,
  serving,
  stopServing,
} from './serving.ts'

const echo = (accepted$: Accepted$): Observable<unknown> =>
  accepted$.pipe(
    mergeMap((peer) =>
      clientStart$(peer).pipe(
        receive$(),
        send(peer),
        catchError(() => EMPTY),
      ),
    ),
  )

/** Authenticates with the first message, then takes a millisecond to look it up. */
const greet = ({ receive$ }: { readonly receive$: Observable<string> }): Observable<unknown> =>
  receive$.pipe(
    first(),
    mergeMap((token) => timer(1).pipe(map(() => token))),
    mergeMap((token) => (token === 'let me in' ? [token] : throwError(() => dismiss(4401, 'wrong token')))),
  )

/** Says a word to the server and expects it back: nobody else is harmed. */
async function expectEcho(url: string, ...first: string[]): Promise<void> {
  const { websocket, messages } = await openWith(url)
  websocket.send(first[0] ?? 'let me in')
  websocket.send('healthy')
  await until(() => messages.length > first.length)
  expect(messages).to.deep.equal([...first, 'healthy'])
}

const opened = (text: () => string): boolean => text().includes('HTTP/1.1 101')

describe('A4, A5, A7: accept$, before a peer has authenticated', () => {
  afterEach(stopServing)

  it('lets a greeting authenticate: nobody else gets its messages, and its value is in Open', async () => {
    const { url, peers } = await serving({ greet }, echo)
    await expectEcho(url)
    expect(peers[0]?.state).to.include({ _tag: 'Open', greeting: 'let me in' })
  })

  it('closes with the code that the greeting gives, and with 1008 for any other error', async () => {
    const errors: string[] = []
    const watching = (accepted$: Accepted$): Observable<unknown> =>
      echo(
        accepted$.pipe(
          tap((peer) =>
            watch(
              peer.pipe(
                error$(),
                tap(({ _tag }) => errors.push(_tag)),
              ),
            ),
          ),
        ),
      )
    const dismissing = await serving({ greet }, watching)
    const wrong = await openWith(dismissing.url)
    wrong.websocket.send('a guess')
    // What comes behind it is read and dropped, so that the close frame arrives.
    for (let i = 0; i < 100; i += 1) wrong.websocket.send('x'.repeat(10_000))
    await until(() => wrong.ends.length > 0)
    expect(wrong.ends).to.deep.equal(['4401 wrong token'])
    const failing = await serving({ greet: () => throwError(() => new Error('the database is down')) }, watching)
    const client = await openWith(failing.url)
    await until(() => client.ends.length > 0)
    expect(client.ends).to.deep.equal(['1008'])
    expect(errors).to.deep.equal(['GreetingFailed', 'GreetingFailed'])
  })

  it('closes with 1013 a peer that does not authenticate in time', async () => {
    const { url } = await serving({ greet, connectTimeout: 30 }, echo)
    const client = await openWith(url)
    await until(() => client.ends.length > 0)
    expect(client.ends).to.deep.equal(['1013'])
  })

  it('closes with 1013 a connection that nobody starts', async () => {
    const { url, peers } = await serving({ connectTimeout: 20 })
    const client = await openWith(url)
    client.websocket.send('hello?')
    await until(() => client.ends.length > 0)
    expect(client.ends).to.deep.equal(['1013 not started in time'])
    const late = watch(clientStart$(peers[0]!).pipe(error$()))
    await until(() => late.end !== undefined)
    expect(late.values.map(({ _tag }) => _tag)).to.deep.equal(['AddressFailed'])
  })

  for (const [flood, rules] of [
    ['before its connection is started', {}],
    ['before its greeting reads it', { greet: () => NEVER }],
  ] as const) {
    it(`holds little of a peer that floods ${flood}`, async () => {
      const { url, port, peers } = await serving(rules, (accepted$) => ('greet' in rules ? echo(accepted$) : accepted$))
      await openWith(url)
      const floods = Array.from({ length: 20 }, () => rawClient(port, handshake()))
      await until(() => floods.every(({ text }) => opened(text)))
      const before = liveMemory()
      const frame = Buffer.concat([frameHeader(0x82, 1 << 20), Buffer.alloc(1 << 20)])
      for (const { tcp } of floods) for (let i = 0; i < 8; i += 1) tcp.write(frame)
      await settle()
      const sent = floods.reduce((sum, { tcp }) => sum + tcp.bytesWritten - tcp.writableLength, 0)
      // The clients are in this process too: what they have not written is theirs. 80 KiB is Node's buffer of a socket.
      const unsent = floods.reduce((sum, { tcp }) => sum + tcp.writableLength, 0)
      expect(liveMemory() - before - Math.min(unsent, frame.length)).to.be.below(20 * 80 * 1_024 + (1 << 20))
      expect(sent).to.be.above(0)
      expect(peers).to.have.length(21)
    })
  }

  it('closes with 1009 a peer that sends more than maxGreetingSize while the greeting reads, whole messages or not', async () => {
    const waiting = ({ receive$ }: { readonly receive$: Observable<string> }): Observable<string> =>
      receive$.pipe(first((text) => text === 'let me in'))
    const { url, port } = await serving({ greet: waiting, maxGreetingSize: 1_000 }, echo)
    const whole = await openWith(url)
    for (let i = 0; i < 20; i += 1) whole.websocket.send('x'.repeat(100))
    await until(() => whole.ends.length > 0)
    expect(whole.ends).to.deep.equal(['1009'])
    const part = rawClient(port, handshake())
    await until(() => opened(part.text))
    part.tcp.write(frameHeader(0x82, 1 << 20))
    part.tcp.write(Buffer.alloc(2_000))
    await until(() => part.text().includes('\u0003\u00f1')) // 1009
    await expectEcho(url)
  })

  it('does not count what an impatient but honest peer sends behind its token', async () => {
    const { url, peers } = await serving({ greet, maxGreetingSize: 1_000 }, echo)
    const { websocket, messages, ends } = await openWith(url)
    websocket.send('let me in')
    await until(() => peers.length > 0)
    const large = 'x'.repeat(500_000)
    websocket.send(large)
    await until(() => messages.length + ends.length > 0)
    expect(ends).to.deep.equal([])
    expect(messages[0]).to.have.length(500_000)
  })

  it('drops a peer that never finishes its request, after connectTimeout', async () => {
    const { port, url } = await serving({ connectTimeout: 60 }, echo)
    const silent = rawClient(port)
    const slow = rawClient(port, handshake().slice(0, 50))
    await Promise.all([silent, slow].map(({ isClosed }) => until(isClosed)))
    expect(slow.text()).to.match(/^HTTP\/1\.1 408 /)
    const { websocket, messages } = await openWith(url)
    websocket.send('healthy')
    await until(() => messages.length > 0)
  })

  it('refuses with 503 beyond maxConnections, and while peer does not answer; a peer that leaves makes room', async () => {
    const { url, peers } = await serving({ maxConnections: 2 }, echo)
    const [one] = [await openWith(url), await openWith(url)]
    const third = await openWith(url)
    expect(third.ends).to.deep.equal(['HTTP 503 Service Unavailable'])
    one.websocket.terminate()
    await until(() => peers[0]?.state._tag === 'Failed')
    await until(() => one.websocket.readyState === 3)
    expect((await openWith(url)).ends).to.deep.equal([])

    const asked: string[] = []
    const peer = ({ url = '' }): Observable<never> => {
      asked.push(url)
      return NEVER
    }
    const deciding = await serving({ peer, maxConnections: 1, connectTimeout: 50 }, echo)
    const first = dialWith(deciding.url)
    await until(() => asked.length > 0)
    expect((await openWith(deciding.url)).ends).to.deep.equal(['HTTP 503 Service Unavailable'])
    await until(() => first.ends.length > 0)
    expect(first.ends).to.deep.equal(['HTTP 503 Service Unavailable'])
    expect(asked).to.have.length(1)
  })

  it('outlives a peer that resets its connection while peer decides about it', async () => {
    const asked: string[] = []
    const peer = ({ url = '' }): Observable<object> => {
      asked.push(url)
      return url === '/slow' ? NEVER : of({})
    }
    const { url, port } = await serving({ peer, connectTimeout: 200 }, echo)
    const { tcp } = rawClient(port, handshake('', '/slow'))
    await until(() => asked.length === 1)
    tcp.resetAndDestroy()
    await settle()
    await expectEcho(url, 'healthy')
  })

  it('notices a peer that stalls by its heartbeat, and holds little of what it is sent', async () => {
    const limits = { heartbeat: { interval: 20, timeout: 20 }, outbox: { bytes: 1 << 20 } }
    const { url, port, peers } = await serving(limits, echo)
    const { tcp, text } = rawClient(port, handshake())
    await until(() => opened(text))
    tcp.pause()
    await until(() => peers[0]?.state._tag === 'Failed')
    expect(peers[0]?.state).to.deep.include({ _tag: 'Failed' })
    const { websocket, messages } = await openWith(url)
    websocket.send('healthy')
    await until(() => messages.length > 0)
  })
})
