import { type Clock, defaultClock } from '../../connection/timers/clock.ts'
import { withDefaults } from '../../model/with-defaults.ts'
import type { Socket, SocketListener, Transport } from '../../transport/transport.ts'
import { defaultRates, drawDelay, type FaultRates, type Rates } from './fault-rates.ts'
import { FaultyLink } from './faulty-link.ts'
import { randomPart } from './random.ts'

export interface Faults extends FaultRates {
  /** An integer. The same seed gives the same faults to the same messages, so a failure replays. */
  readonly seed: number
  /** What delays are measured by. By default the platform's time, which `marbles` makes virtual. */
  readonly clock?: Clock | undefined
}

/** A dial that nobody answers to. */
function refused(listener: SocketListener, clock: Clock, delay: number): Socket {
  let isOver = false
  const end = (): void => {
    if (isOver) return
    // First, since whoever is told may terminate this.
    isOver = true
    listener.ended({ _tag: 'Refused' })
  }
  const cancel = clock.after(delay, end)
  const abandon = (): void => {
    cancel()
    end()
  }
  return { send: () => undefined, close: abandon, terminate: abandon, bufferedAmount: 0 }
}

/**
 * Puts a bad network between a transport and who dials with it: latency, refusals, cuts, lost writes, half-open
 * connections and slow reading. Wraps any transport, the real ones too, and keeps what a transport promises: one end,
 * nothing after it, writes answered in order, a broken write never answered.
 *
 * All chance comes from `seed`, by a generator for each direction of each dial, so that a message meets the same fault
 * whatever happens elsewhere. With a real transport the times differ from run to run; the faults do not.
 *
 * @example
 * const chat = defineConnection({ url: 'ws://peer', transport: faulty(server.transport, { seed: 42, cuts: 0.1 }) })
 */
export function faulty(transport: Transport, { seed, clock = defaultClock, ...given }: Faults): Transport {
  const rates: Rates = withDefaults(defaultRates, given)
  let dialed = 0
  const dial: Transport = (request, listener) => {
    const part = 3 * dialed++
    const opening = randomPart(seed, part)
    const isRefused = opening() < rates.refusals
    if (isRefused) return refused(listener, clock, drawDelay(opening, rates.latency))
    const chances = { inward: randomPart(seed, part + 1), outward: randomPart(seed, part + 2) }
    return new FaultyLink(listener, rates, chances, clock).dial(transport, request)
  }
  const { toBytes, closeProblem } = transport
  return Object.assign(dial, toBytes && { toBytes }, closeProblem && { closeProblem })
}
