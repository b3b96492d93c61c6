import { context, type Link, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { expect } from 'chai'
import fc from 'fast-check'
import { clientRestart$, clientStart$, clientStop$, type ConnectionOptions, isRest, type Verdict } from 'pulsewire'
import { instrument } from 'pulsewire/opentelemetry'

import { type ConnectedPeer, connectTo } from '../support/peers/connect-to.ts'
import type { PeerBehaviour } from '../support/peers/fake-peer.ts'
import { type Backend, backend, statusOf, toMilliseconds } from '../support/telemetry-backend.ts'
import { unhandledOf } from '../support/watching.ts'

interface Instrumented extends ConnectedPeer, Backend {
  readonly stop: () => void
  readonly start: () => void
}

function instrumented(
  behaviour: PeerBehaviour = {},
  options: Partial<ConnectionOptions<string, string>> = {},
): Instrumented {
  const connected = connectTo(behaviour, options)
  const { chat } = connected
  const sdk = backend()
  const subscription = instrument(chat, sdk)
  return {
    ...connected,
    ...sdk,
    stop: () => {
      subscription.unsubscribe()
    },
    start: () => {
      clientStart$(chat).subscribe({ error: () => undefined })
    },
  }
}

/** A span in one line: its name, status, duration, and attributes that matter here. */
function line(span: ReadableSpan): string {
  const { name, attributes, duration } = span
  const { 'pulsewire.dial.outcome': outcome, 'pulsewire.verdict': verdict, 'error.type': error } = attributes
  const words = [name, outcome, verdict, error, `${toMilliseconds(duration)} ms`, statusOf(span)]
  return words.filter((word) => word !== undefined).join(', ')
}

const idOf = (span: ReadableSpan | undefined): string | undefined => span?.spanContext().spanId
const linked = ({ links }: ReadableSpan): ReadonlyArray<string> =>
  (links as ReadonlyArray<Link>).map((link) => link.context.spanId)

/** Milliseconds: an outage begins with the verdict, and a dial ends with it. */
function verdictTime({ name, startTime, endTime }: ReadableSpan): number {
  return toMilliseconds(name.startsWith('reconnect') ? startTime : endTime)
}

describe('instrument: spans', () => {
  const contexts = new AsyncLocalStorageContextManager()

  before(() => {
    contexts.enable()
    context.setGlobalContextManager(contexts)
  })

  after(() => {
    contexts.disable()
    context.disable()
  })

  /** Runs `act` inside of a span of the program. Returns the id of the span. */
  const inside = ({ tracerProvider }: Backend, act: () => void): string => {
    const span = tracerProvider.getTracer('program').startSpan('request')
    context.with(trace.setSpan(ROOT_CONTEXT, span), act)
    return span.spanContext().spanId
  }

  it('makes a span for a dial, a child of the span in which the program started it', () => {
    const one = instrumented({}, { url: 'ws://user:password@peer:81/chat/room?token=1', protocols: ['v1'] })
    const parent = inside(one, one.start)
    one.clock.pass(20)
    one.peer.last.open('v1')
    const [span, ...others] = one.spans()
    expect(others).to.deep.equal([])
    expect(span?.name).to.equal('connect chat')
    expect(span?.kind).to.equal(SpanKind.CLIENT)
    expect(span?.parentSpanContext?.spanId).to.equal(parent)
    expect(span?.attributes).to.deep.equal({
      'server.address': 'peer',
      'server.port': 81,
      'url.scheme': 'ws',
      'url.path': '/chat/room',
      'network.protocol.name': 'websocket',
      'network.protocol.version': '13',
      'pulsewire.connection.name': 'chat',
      'pulsewire.dial.attempt': 1,
      'pulsewire.dial.outcome': 'open',
      'pulsewire.subprotocol': 'v1',
    })
    expect(span && [toMilliseconds(span.startTime), toMilliseconds(span.duration)]).to.deep.equal([1_000_000, 20])
    expect(span?.instrumentationScope).to.include({ name: 'pulsewire' })
  })

  it('leaves out the path that a function gave, which may be a ticket, and names default ports and plain IPv6', () => {
    const one = instrumented({ opens: true }, { url: () => 'wss://[::1]/ticket-c4n4ry' })
    one.start()
    const [span] = one.spans()
    expect(span?.attributes).to.include({ 'server.address': '::1', 'server.port': 443, 'url.scheme': 'wss' })
    expect(JSON.stringify(span?.attributes)).to.not.include('ticket')
  })

  it('takes a name and attributes', () => {
    const { chat } = connectTo({ opens: true })
    const sdk = backend()
    instrument(chat, { ...sdk, name: 'feeds', attributes: { tier: 'gold' } })
    clientStart$(chat).subscribe()
    const [span] = sdk.spans()
    expect(span?.name).to.equal('connect feeds')
    expect(span?.attributes).to.include({ tier: 'gold', 'pulsewire.connection.name': 'feeds' })
  })

  it('sets the error, the HTTP status and the verdict of a dial that fails', () => {
    const one = instrumented()
    one.start()
    one.clock.pass(5)
    one.peer.last.refuse(503)
    one.clock.pass(1_000)
    one.peer.last.refuse(404)
    const { chat } = one
    expect(one.spans().map(line)).to.deep.equal([
      'connect chat, failed, retry, HandshakeFailed, 5 ms, error: chat: the opening handshake failed: the peer refused it with HTTP 503',
      'connect chat, failed, final, HandshakeFailed, 0 ms, error: chat: the opening handshake failed: the peer refused it with HTTP 404',
    ])
    expect(one.spans().map(({ attributes }) => attributes['http.response.status_code'])).to.deep.equal([503, 404])
    expect(one.spans().map(({ attributes }) => attributes['pulsewire.dial.attempt'])).to.deep.equal([1, 2])
    expect(chat.state._tag).to.equal('Failed')
  })

  it('marks a dial that the program abandons, and one that the peer closes on purpose', () => {
    const abandoned = instrumented()
    abandoned.start()
    clientStop$(abandoned.chat).subscribe()
    expect(abandoned.spans().map(line)).to.deep.equal(['connect chat, abandoned, 0 ms, unset'])
    const closed = instrumented({}, { greet: ({ receive$ }) => receive$ })
    closed.start()
    closed.peer.last.open()
    closed.peer.last.lose(1000)
    expect(closed.spans().map(line)).to.deep.equal(['connect chat, failed, closed, 0 ms, unset'])
  })

  it('keeps the error of the last dial where attempts are exhausted', () => {
    const one = instrumented({ refuses: 1 }, { retry: { maxAttempts: 1 } })
    one.start()
    expect(one.spans()[0]?.attributes).to.include({ 'error.type': 'HandshakeFailed', 'pulsewire.verdict': 'final' })
  })

  it('makes a span of an outage: a trace of its own, linked with the start, with its dials and two events', () => {
    const one = instrumented({ opens: true, refuses: 0 })
    const start = inside(one, one.start)
    one.clock.pass(60_000)
    one.peer.last.lose(1012)
    one.clock.pass(1_000)
    const [, dial, outage, ...others] = one.spans()
    expect(others).to.deep.equal([])
    expect([dial, outage].map((span) => span && line(span))).to.deep.equal([
      'connect chat, open, 0 ms, unset',
      'reconnect chat, retry, ConnectionLost, 1000 ms, unset',
    ])
    expect(outage?.parentSpanContext).to.equal(undefined)
    expect(outage && linked(outage)).to.deep.equal([start])
    expect(dial?.parentSpanContext?.spanId).to.equal(idOf(outage))
    expect(outage?.attributes).to.include({ 'pulsewire.close.code': 1012, 'pulsewire.reconnect.dials': 1 })
    expect(outage?.events.map(({ name, time }) => [name, toMilliseconds(time)])).to.deep.equal([
      ['pulsewire.loss', 1_060_000],
      ['pulsewire.recovery', 1_061_000],
    ])
    one.peer.last.lose()
    one.clock.pass(2_000)
    expect(one.spans()).to.have.length(5)
  })

  it('ends an outage with an error where it gives up, and without one where the program stops it', () => {
    const failing = instrumented({ opens: true }, { retry: false })
    failing.start()
    failing.peer.last.lose()
    expect(failing.spans().slice(1).map(line)).to.deep.equal([
      'reconnect chat, final, ConnectionLost, 0 ms, error: chat: lost without a closing handshake (1006)',
    ])
    const stopped = instrumented({ opens: true })
    stopped.start()
    stopped.peer.last.lose()
    stopped.clock.pass(10)
    clientStop$(stopped.chat).subscribe()
    expect(stopped.spans().slice(1).map(line)).to.deep.equal(['reconnect chat, retry, ConnectionLost, 10 ms, unset'])
    stopped.start()
    expect(stopped.spans().at(-1)?.parentSpanContext).to.equal(undefined)
  })

  it('makes no outage of an end on purpose or of a restart, whose dial belongs to the restart', () => {
    const one = instrumented({ opens: true })
    one.start()
    const restart = inside(one, () => {
      clientRestart$(one.chat).subscribe()
    })
    const again = inside(one, () => {
      clientRestart$(one.chat, { abandon: true }).subscribe()
    })
    one.peer.last.lose(1000)
    expect(one.spans().map(({ name }) => name)).to.deep.equal(['connect chat', 'connect chat', 'connect chat'])
    expect(one.spans().map((span) => span.parentSpanContext?.spanId)).to.deep.equal([undefined, restart, again])
  })

  it('makes the dial of a start that waited for a stop a child of the span of that start', () => {
    const one = instrumented({ opens: true, closes: false })
    one.start()
    clientStop$(one.chat).subscribe()
    const start = inside(one, one.start)
    one.peer.last.lose(1000)
    expect(one.spans().map((span) => span.parentSpanContext?.spanId)).to.deep.equal([undefined, start])
  })

  it('measures elapsed time, whatever happens to the time of day', () => {
    const one = instrumented()
    one.start()
    one.clock.pass(10)
    one.clock.step(-60_000)
    one.peer.last.open()
    expect(one.spans().map(line)).to.deep.equal(['connect chat, open, 10 ms, unset'])
  })

  it('ends open spans when it is unsubscribed, and makes no more', () => {
    const one = instrumented({ opens: true })
    one.start()
    one.peer.last.lose()
    one.clock.pass(10)
    one.stop()
    expect(one.spans().slice(1).map(line)).to.deep.equal(['reconnect chat, retry, ConnectionLost, 10 ms, unset'])
    one.clock.pass(10_000)
    expect(one.chat.state._tag).to.equal('Open')
    expect(one.spans()).to.have.length(2)
  })

  it('begins in the middle of a run with its next dial', () => {
    const { chat, peer, clock } = connectTo()
    clientStart$(chat).subscribe()
    const sdk = backend()
    instrument(chat, sdk)
    peer.last.open()
    expect(sdk.spans()).to.deep.equal([])
    peer.last.lose()
    clock.pass(1_000)
    peer.last.open()
    expect(sdk.spans().map(({ name }) => name)).to.deep.equal(['connect chat', 'reconnect chat'])
  })

  it('guarantee 10: a span processor that throws harms nothing', async () => {
    const { chat } = connectTo({ opens: true })
    const fail = (): never => {
      throw new Error('mine')
    }
    const unhandled = await unhandledOf(() => {
      instrument(chat, { tracerProvider: { getTracer: () => ({ startSpan: fail, startActiveSpan: fail }) } })
      clientStart$(chat).subscribe()
    })
    expect(chat.state._tag).to.equal('Open')
    expect(unhandled).to.have.length(1)
  })

  it('refuses a lease', () => {
    const { chat } = connectTo()
    expect(() => instrument(clientStart$(chat) as never)).to.throw(TypeError, 'defineConnection')
  })

  /** The verdict on the spans is what `diagnose` returned, unless no further dial was allowed. */
  it('names the verdict that was given, over random ends', () => {
    const end = fc.record({
      opens: fc.boolean(),
      openFor: fc.constantFrom(0, 10, 6_000),
      verdict: fc.constantFrom<Verdict>('retry', 'refresh', 'final', 'closed'),
    })
    fc.assert(
      fc.property(fc.array(end, { minLength: 1, maxLength: 8 }), (ends) => {
        const given: string[] = []
        let verdict: Verdict = 'retry'
        const one = instrumented(
          {},
          { retry: { initialDelay: 0, maxDelay: 0, jitter: 'none', diagnose: () => verdict } },
        )
        one.start()
        for (const next of ends) {
          if (one.chat.state._tag !== 'Connecting') break
          const isOpenBefore = next.opens
          if (isOpenBefore) {
            one.peer.last.open()
            one.clock.pass(next.openFor)
          }
          verdict = next.verdict
          one.peer.last.lose()
          const isOver = isRest(one.chat.state) && verdict !== 'closed'
          // An open connection that the peer closes on purpose is no loss.
          if (!(isOpenBefore && verdict === 'closed')) given.push(isOver ? 'final' : verdict)
          one.clock.pass(1)
        }
        one.stop()
        const named = one
          .spans()
          .filter(({ attributes }) => 'pulsewire.verdict' in attributes)
          .sort((a, b) => verdictTime(a) - verdictTime(b))
          .map(({ attributes }) => attributes['pulsewire.verdict'])
        expect(named).to.deep.equal(given)
      }),
      { numRuns: 100 },
    )
  })
})
