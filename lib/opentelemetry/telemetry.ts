import type { Attributes } from '@opentelemetry/api'

import type { Inspector, Outgoing } from '../connection/inspector.ts'
import { runUserCode } from '../connection/run-user-code.ts'
import type { Timed } from '../machine/input.ts'
import type { ConnectingState, State } from '../machine/state.ts'
import { publicAddress } from '../model/address.ts'
import type { DialRequest } from '../transport/transport.ts'
import { attribute } from './attributes.ts'
import { byteLength } from './byte-length.ts'
import type { Observed, Series } from './series.ts'
import type { Outcome, Spans, When } from './spans.ts'
import { type Consequence, consequenceOf } from './verdict.ts'

/** The fixed facts of an instrumented connection. */
export interface Subject {
  readonly observed: Observed
  /** Whether each dial asks a function for its url: the path may hold a ticket then. */
  readonly hasFreshUrl: boolean
  /** Returns the series of a run. Asked at each start, so that an SDK may be registered later than the connection. */
  readonly series: () => Series
}

const isRequest = ({ _tag }: Timed): boolean => _tag === 'Start' || _tag === 'Restart' || _tag === 'Redial'

const isRest = ({ _tag }: State): boolean => _tag === 'Idle' || _tag === 'Closed' || _tag === 'Failed'

const isConnecting = (state: State): state is ConnectingState =>
  state._tag === 'Addressing' || state._tag === 'Dialing' || state._tag === 'Greeting'

/** An inspector that makes spans and metrics of what a connection does. */
export class Telemetry implements Inspector {
  readonly #subject: Subject
  readonly #spans: Spans
  series: Series

  constructor(subject: Subject, spans: Spans) {
    this.#subject = subject
    this.#spans = spans
    this.series = subject.series()
    if (!isRest(this.observed.state)) this.series.running.add(this)
  }

  get observed(): Observed {
    return this.#subject.observed
  }

  took(input: Timed, from: State, to: State): void {
    // Most inputs are heartbeats, which change no phase.
    if (from._tag === to._tag && from.epoch === to.epoch && !isRequest(input)) return
    // A span processor is the user's code.
    runUserCode(() => {
      this.#moved(input, from, to)
    })
  }

  #moved(input: Timed, from: State, to: State): void {
    if (isRequest(input) && from !== to) this.#spans.requested()
    if (isRest(from) && !isRest(to)) this.#runBegan()
    const isNewDial = from.epoch !== to.epoch
    if (isConnecting(from) && (isNewDial || !isConnecting(to))) this.#dialEnded(from, to, input)
    if (from._tag === 'Open') this.#openEnded(consequenceOf(from, to), input)
    else if (to._tag === 'Open' && this.#spans.opened(input)) this.#count('reconnects')
    if (isRest(to) && !isRest(from)) this.#runEnded(to, input)
    if (isNewDial && isConnecting(to)) this.#spans.dialBegan(to.attempt, input)
  }

  #count(what: 'reconnects' | 'losses' | 'failures', attributes?: Attributes): void {
    this.series.instruments[what].add(1, { ...this.series.attributes, ...attributes })
  }

  #runBegan(): void {
    this.series = this.#subject.series()
    this.series.running.add(this)
  }

  #runEnded(to: State, now: When): void {
    this.series.running.delete(this)
    const error = to._tag === 'Failed' ? to.error : undefined
    if (error !== undefined) this.#count('failures', { [attribute.errorType]: error._tag })
    this.#spans.rested(error, now)
  }

  #dialEnded(from: ConnectingState, to: State, now: When): void {
    const consequence = consequenceOf(from, to)
    const outcome: Outcome = to._tag === 'Open' ? 'open' : consequence === undefined ? 'abandoned' : 'failed'
    const subprotocol = to._tag === 'Open' ? to.handshake.protocol : ''
    const duration = this.#spans.dialEnded(outcome, consequence ?? {}, subprotocol, now)
    if (duration === undefined) return
    const error = consequence?.error
    this.series.instruments.dialDuration.record(duration / 1_000, {
      ...this.series.attributes,
      [attribute.outcome]: outcome,
      ...(error !== undefined && { [attribute.errorType]: error._tag }),
    })
  }

  #openEnded(consequence: Consequence | undefined, now: When): void {
    const error = consequence?.error
    if (error === undefined || consequence?.verdict === 'closed') return
    this.#count('losses', { [attribute.errorType]: error._tag })
    this.#spans.lost(error, consequence as Consequence, now)
  }

  dialed(_epoch: number, { url }: DialRequest): void {
    const address = publicAddress(url)
    // An invalid address: the dial is about to fail.
    if (!address.startsWith('ws')) return
    const { hostname, port, protocol, pathname } = new URL(address)
    const scheme = protocol.slice(0, -1)
    runUserCode(() => {
      this.#spans.addressed({
        // An IPv6 address stands without its brackets in this attribute.
        [attribute.serverAddress]: hostname.replace(/^\[(.*)\]$/, '$1'),
        [attribute.serverPort]: port === '' ? (scheme === 'wss' ? 443 : 80) : Number(port),
        [attribute.urlScheme]: scheme,
        ...(!this.#subject.hasFreshUrl && { [attribute.urlPath]: pathname }),
      })
    })
  }

  received(data: string | Uint8Array): void {
    this.series.messagesIn++
    this.series.bytesIn += byteLength(data)
  }

  written({ data }: Outgoing): void {
    this.series.messagesOut++
    this.series.bytesOut += byteLength(data)
  }

  /** A ping was answered after so many milliseconds. */
  ponged(latency: number): void {
    runUserCode(() => {
      this.series.instruments.roundTrip.record(latency / 1_000, this.series.attributes)
    })
  }

  /** Ends the telemetry, with the open spans. */
  stop(now: When): void {
    this.series.running.delete(this)
    runUserCode(() => {
      this.#spans.stop(now)
    })
  }

  given(): void {
    // The outbox is read when metrics are collected.
  }

  settled(): void {
    // As `given`.
  }

  withdrawn(): void {
    // As `given`.
  }

  pinged(): void {
    // The round trip is recorded, not the ping.
  }
}
