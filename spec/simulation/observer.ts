import { type ConnectionError, type ConnectionEvent, error$, type Open, receive$ } from '../../lib/index.ts'
import type { LeaseHolders } from './lease-holders.ts'
import type { Simulation } from './simulation.ts'
import { asText } from './witness.ts'

/** The first subscriber to everything: compares the events with those of the wire, and writes the trace. */
export class Observer {
  readonly #simulation: Simulation
  readonly #faults = new Set<ConnectionError>()

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  watch({ events }: LeaseHolders): void {
    const { connection, deliveries, judge } = this.#simulation
    const never = (what: string) => ({
      error: () => judge.violate(13, `${what} errored`),
      complete: () => judge.violate(13, `${what} completed`),
    })
    connection.pipe(receive$()).subscribe({ next: (text) => deliveries.value(text), ...never('receive$') })
    connection
      .pipe(receive$({ binary: false }))
      .subscribe({ next: (text) => deliveries.text(text), ...never('receive$ of text') })
    const emitted: ConnectionError[] = []
    connection.pipe(error$()).subscribe({ next: (error) => emitted.push(error), ...never('error$') })
    connection.subscribe({
      next: (event) => {
        events.push(event)
        this.#event(event)
        if (event._tag !== 'Fault') return
        judge.need(emitted.at(-1) === event.error, 4, () => `error$ did not emit ${event.error._tag}`)
      },
      ...never('the connection'),
    })
  }

  #event(event: ConnectionEvent<string>): void {
    const { judge, states, clock } = this.#simulation
    if (event._tag === 'Message') judge.trace.push([clock.now(), `Message ${event.value}`])
    else if (event._tag === 'Fault') this.#fault(event.error)
    else {
      judge.trace.push([clock.now(), event._tag])
      if (event._tag === 'Open') this.#open(event)
      // A start, stop or wake earlier in this turn comes after this state.
      const isHastened = states.isHastened && this.#simulation.core.isPending
      if (event._tag !== 'Idle' || states.hasBegun) states.next(event)
      states.isHastened ||= isHastened
      if (event._tag === 'Closed' && event.wasClean) this.#cleanEnd(event.code, event.reason)
    }
  }

  /** `Open` carries the greeting's value, and shows no subprotocol that may be a token. */
  #open({ protocol, greeting }: Open): void {
    const { judge, userCallbacks, plan } = this.#simulation
    judge.need(!protocol.includes('secret'), 11, () => `Open shows ${protocol}`)
    const expected = plan.settings.greet === 'none' ? undefined : userCallbacks.emitted
    judge.need(greeting === expected, 13, () => `Open carries ${String(greeting)} and not ${String(expected)}`)
  }

  #fault(error: ConnectionError): void {
    const { judge, states, clock, deliveries } = this.#simulation
    judge.trace.push([clock.now(), `Fault ${error._tag}`])
    judge.need(!this.#faults.has(error), 4, () => `${error._tag} was emitted twice`)
    judge.need(!error.message.includes('secret'), 11, () => error.message)
    this.#faults.add(error)
    switch (error._tag) {
      case 'DecodeFailed':
        deliveries.undecodable(asText(error.data))
        judge.faults++
        return
      case 'ConnectionLost':
        if (error.code !== 1006) this.#cleanEnd(error.code, error.reason)
        break
      case 'HandshakeFailed': {
        const end = this.#simulation.witness.last?.end
        const status = end?._tag === 'Refused' ? end.status : undefined
        const retryAfter = end?._tag === 'Refused' ? end.retryAfter : undefined
        const isReal = error.status === status && error.retryAfter === retryAfter
        judge.need(isReal, 13, () => `HTTP ${error.status} in place of ${status}`)
        break
      }
      case 'HeartbeatTimedOut':
        this.#checkSilence()
        judge.faults++
        break
      case 'ConnectTimedOut':
        judge.faults++
        break
      default:
    }
    if (isEnd(error)) states.fault(error)
  }

  /** A peer counts as dead only if it could be read and was silent for the whole timeout (guarantee 7). */
  #checkSilence(): void {
    const { judge, clock, network, witness, plan } = this.#simulation
    const { heartbeat } = plan.settings
    const wire = witness.last
    if (heartbeat === false || wire === undefined) return
    const silence = clock.now() - wire.aliveAt
    judge.need(!wire.isPaused, 7, () => 'a paused connection was dropped for its silence')
    judge.need(!clock.isLate(network), 7, () => 'dropped while input lay unread')
    judge.need(silence >= heartbeat.timeout, 7, () => `dropped after a silence of ${silence} ms`)
  }

  /** Codes and reasons are those of the wire. */
  #cleanEnd(code: number, reason: string): void {
    const end = this.#simulation.witness.last?.end
    const isReal = end?._tag === 'Closed' && end.code === code && end.reason === reason
    this.#simulation.judge.need(isReal, 13, () => `ended with ${code}, and the wire with ${JSON.stringify(end)}`)
  }

  /** Between turns, the errors of all `Left`s have been emitted. */
  check(): void {
    const { judge, ledger } = this.#simulation
    for (const error of ledger.lefts) judge.need(this.#faults.has(error), 4, () => `${error._tag} was not emitted`)
    ledger.lefts.clear()
  }
}

/** Whether an error ends a dial or a run, and not an action alone. */
function isEnd({ _tag }: ConnectionError): boolean {
  return ![
    'DecodeFailed',
    'EncodeFailed',
    'NotOpen',
    'OutboxFull',
    'SendUncertain',
    'CloseInvalid',
    'OptionIgnored',
  ].includes(_tag)
}
