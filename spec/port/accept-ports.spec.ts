import type { MessagePort } from 'node:worker_threads'

import { expect } from 'chai'
import {
  clientStart$,
  clientStop$,
  type Connection,
  error$,
  type HandshakeFailed,
  latency$,
  receive$,
  send,
  start$,
} from 'pulsewire'
import {
  acceptPorts$,
  dismiss,
  type MessagePortLike,
  type PortRequest,
  portTo,
  portTransport,
  refuse,
  type RefusedPeer,
} from 'pulsewire/port'
import { catchError, EMPTY, map, type Observable, of, Subject } from 'rxjs'

import { manualClock } from '../support/clocks/manual-clock.ts'
import { told, watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'
import { endTabs, later, leased, working } from './tabs.ts'

type Tab = Connection<string, string>

const echoing = (tab: Tab): Observable<unknown> =>
  clientStart$(tab).pipe(
    receive$(),
    map((text) => `${text}!`),
    send(tab),
    catchError(() => EMPTY),
  )

const isOpen = ({ state }: Tab): boolean => state._tag === 'Open'

describe('acceptPorts$', () => {
  afterEach(endTabs)

  it('P1: emits a connection for each port; both ends send, receive and measure', async () => {
    const { tab, tabs } = working({}, echoing)
    const first = tab()
    const second = tab({ url: 'wss://example.org/feed?token=secret' })
    const received = [watch(first.pipe(receive$())), watch(second.pipe(receive$()))]
    for (const each of [first, second]) {
      watch(
        each.pipe(
          start$(),
          map(() => 'hello'),
          send(each),
        ),
      )
      leased(each)
    }
    await until(() => received.every(({ values }) => values.length > 0))
    expect(received.map(({ values }) => values)).to.deep.equal([['hello!'], ['hello!']])
    expect(tabs.map(({ name }) => name)).to.deep.equal(['port:feed (1)', 'wss://example.org/feed (2)'])
    expect([first.name, first.state]).to.deep.include.members(['port:feed'])
    expect(first.state).to.include({ _tag: 'Open', url: 'port:feed' })
    expect(tabs[1]?.state).to.include({ _tag: 'Open', url: 'wss://example.org/feed' })
  })

  it('P1: answers pings, so that a heartbeat measures the way to the worker and back', async () => {
    const { tab } = working()
    const measured = tab({ heartbeat: { interval: 2, timeout: 1_000 } })
    const latencies = watch(latency$(measured))
    leased(measured)
    await until(() => latencies.values.length > 1)
    expect(latencies.values.every((ms) => ms >= 0 && ms < 1_000)).to.equal(true)
  })

  it('P1: closes with code and reason over the port, each way', async () => {
    const { tab, tabs } = working()
    const leaving = tab()
    const stopped = tab()
    const ends = [leaving, stopped].map(leased)
    await until(() => [leaving, stopped].every(isOpen) && tabs.every(isOpen))
    clientStop$(leaving, { code: 1001, reason: 'page left' }).subscribe()
    clientStop$(tabs[1]!, { code: 4000, reason: 'no more' }).subscribe()
    await until(() => ends.every(({ end }) => end !== undefined) && tabs.every((each) => !isOpen(each)))
    const left = { code: 1001, reason: 'page left', wasClean: true }
    expect(leaving.state).to.deep.equal({ _tag: 'Closed', ...left })
    expect(tabs[0]?.state).to.deep.equal({ _tag: 'Closed', ...left })
    expect(tabs[1]?.state).to.deep.equal({ _tag: 'Closed', code: 4000, reason: 'no more', wasClean: true })
    expect(stopped.state).to.have.nested.include({ _tag: 'Failed', 'error.code': 4000, 'error.reason': 'no more' })
  })

  it('P2: a tab that is gone is Closed with 1006, after its last words, and its lease completes', async () => {
    const { connect, tabs } = working()
    const port = connect()
    port.postMessage(['open', 'pulsewire.port.1', { url: 'port:feed', protocols: [] }])
    await until(() => tabs.length === 1 && isOpen(tabs[0]!))
    const events = watch(tabs[0]!)
    const lease = leased(tabs[0]!)
    port.postMessage('last words')
    port.close()
    await until(() => lease.end !== undefined)
    expect(events.values.map(told)).to.deep.equal(['Open', 'Message last words', 'Fault ConnectionLost', 'Closed'])
    expect(tabs[0]!.state).to.deep.equal({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
    expect(lease.end).to.deep.equal({ _tag: 'Completed' })
  })

  it('P2: a worker that is gone is a lost connection, and the next dial opens a new port', async () => {
    const { tab, tabs } = working()
    const watched = tab({ retry: { initialDelay: 1 } })
    const events = watch(watched)
    leased(watched)
    await until(() => tabs.length === 1 && isOpen(tabs[0]!))
    tabs[0]!.core().dial!.socket!.terminate()
    await until(() => tabs.length === 2 && isOpen(watched))
    expect(events.values.map(told).slice(2)).to.deep.equal([
      ...['Open', 'Fault ConnectionLost', 'Waiting', 'Connecting', 'Open'],
    ])
  })

  it('A5: refuses with a status, which the tab gets with its headers and its wait', async () => {
    const refused: RefusedPeer<PortRequest>[] = []
    const { tab } = working({
      peer: ({ protocols }) => (protocols.includes('v2') ? {} : refuse(426, { retryAfter: 7_000, body: 'v2 only' })),
      onRefused: (each) => refused.push(each),
      protocols: ['v2'],
    })
    const old = tab({ protocols: ['v1'] })
    const current = tab({ protocols: ['v3', 'v2'] })
    const unknown = tab({ protocols: ['v2'], name: 'unknown' })
    const errors = watch(old.pipe(error$()))
    for (const each of [old, current, unknown]) leased(each)
    await until(() => errors.values.length > 0 && isOpen(current))
    const [error] = errors.values as HandshakeFailed[]
    expect(error).to.include({ _tag: 'HandshakeFailed', status: 426, retryAfter: 7_000, body: 'v2 only' })
    expect(refused.map(({ status, request }) => [status, request])).to.deep.equal([
      [426, { url: 'port:feed', protocols: ['v1'], origin: undefined }],
    ])
    expect(current.state).to.include({ protocol: 'v2' })
  })

  it('A4: a greeting may dismiss the tab with a close code', async () => {
    const greet = ({ receive$ }: { readonly receive$: Observable<string> }): Observable<unknown> =>
      receive$.pipe(
        map((token) => {
          if (token !== 'right') throw dismiss(4401, 'unknown token')
        }),
      )
    const { tab, tabs } = working({ greet })
    const wrong = tab({ greet: ({ send }) => of(send('wrong')) })
    const lease = leased(wrong)
    await until(() => lease.end !== undefined)
    expect(wrong.state).to.have.nested.include({ _tag: 'Failed', 'error.code': 4401, 'error.reason': 'unknown token' })
    expect(tabs[0]?.state).to.have.nested.include({ _tag: 'Failed', 'error._tag': 'GreetingFailed' })
  })

  it('A2: a connection that nobody starts is closed with 1013 after connectTimeout', async () => {
    const clock = manualClock()
    const { tab, tabs } = working({ clock, connectTimeout: 20 }, () => EMPTY)
    const waiting = tab()
    const lease = leased(waiting)
    await until(() => tabs.length === 1 && isOpen(waiting))
    clock.pass(19)
    expect(tabs[0]?.state._tag).to.equal('Idle')
    clock.pass(1)
    await until(() => lease.end !== undefined)
    expect(waiting.state).to.have.nested.include({ 'error.code': 1013, 'error.reason': 'not started in time' })
    expect(clock.pending()).to.equal(0)
  })

  it('A5: a port that never opens is closed after connectTimeout, and one beyond 1,024 of them at once', () => {
    const clock = manualClock()
    const ports = new Subject<MessagePortLike>()
    const accepted = watch(acceptPorts$(ports, { clock, connectTimeout: 20 }))
    const closed: number[] = []
    for (let n = 1; n <= 1_025; n++) ports.next({ postMessage: () => undefined, close: () => closed.push(n) })
    expect(closed).to.deep.equal([1_025])
    clock.pass(20)
    expect(closed).to.have.lengthOf(1_025)
    expect(clock.pending()).to.equal(0)
    accepted.stop()
  })

  it('A6: a shutdown closes with 1001 and completes; unsubscribing leaves the connections open', async () => {
    const shutdown$ = new Subject<void>()
    const { tab, tabs, emitted } = working({ shutdown$ })
    const closing = tab()
    leased(closing)
    const kept: Tab[] = []
    const other = working({}, (each) => (kept.push(each), leased(each), EMPTY))
    const staying = other.tab()
    leased(staying)
    await until(() => [closing, staying, ...tabs, ...kept].every(isOpen) && tabs.length + kept.length === 2)
    shutdown$.next()
    other.emitted.stop()
    await until(() => emitted.end !== undefined)
    expect(emitted.end).to.deep.equal({ _tag: 'Completed' })
    expect(closing.state).to.have.nested.include({ 'error.code': 1001, 'error.reason': 'shutting down' })
    expect([staying, ...kept].every(isOpen)).to.equal(true)
  })

  it('takes ports of connect events, and of messages of portTo alone', async () => {
    const scope = Object.assign(new EventTarget(), { location: { host: 'example.org' } })
    const accepted = watch(acceptPorts$(scope))
    later(accepted.stop)
    const post = (data: unknown, origin: string, ports: MessagePort[]): boolean =>
      scope.dispatchEvent(Object.assign(new Event('message'), { data, origin, ports }))
    const target = (origin: string) => ({
      postMessage: (data: unknown, ports: MessagePort[]): unknown => post(data, origin, ports),
    })
    const connect = (): MessagePort => {
      const { port1, port2 } = new MessageChannel()
      scope.dispatchEvent(Object.assign(new Event('connect'), { ports: [port2] }))
      return port1
    }
    const { tab } = working()
    const shared = tab({ transport: portTransport(connect) })
    const dedicated = tab({ transport: portTransport(() => portTo(target(''))) })
    const window = tab({ transport: portTransport(() => portTo(target('https://example.org'))) })
    const foreign = tab({ transport: portTransport(() => portTo(target('https://evil.example'))) })
    const stranger = tab({
      connectTimeout: 20,
      transport: portTransport(() => {
        const { port1, port2 } = new MessageChannel()
        post('something else', '', [port2])
        return port1
      }),
    })
    const ends = [shared, dedicated, window, foreign, stranger].map(leased)
    await until(() => [shared, dedicated, window].every(isOpen) && ends.filter(({ end }) => end).length === 2)
    expect(foreign.state).to.have.nested.include({ _tag: 'Failed', 'error.status': 403 })
    expect(stranger.state).to.have.nested.include({ _tag: 'Failed', 'error._tag': 'ConnectTimedOut' })
    expect(accepted.values).to.have.lengthOf(3)
  })
})
