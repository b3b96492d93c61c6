import { withDefaults } from '../../connection/options/with-defaults.ts'
import { type Clock, defaultClock } from '../../connection/timers/clock.ts'
import type { Socket, SocketListener, Transport } from '../../transport/transport.ts'
import { defaultRates, drawDelay, type FaultRates, type Rates } from './fault-rates.ts'
import { FaultyLink } from './faulty-link.ts'
import { randomPart } from './random.ts'

/** Options of a faulty network: the rates of its faults, and the seed that they are drawn from. */
export interface Faults extends FaultRates {
  /** An integer. The same seed gives the same messages the same faults, so that a failure can be replayed. */
  readonly seed: number
  /** The clock for delays. Default: the platform's time, which `marbles` makes virtual. */
  readonly clock?: Clock | undefined
}

/** Makes the socket of a refused dial. */
function refused(listener: SocketListener, clock: Clock, delay: number): Socket {
  let isOver = false
  const end = (): void => {
    if (isOver) return
    // First: the listener may terminate this socket.
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
 * Wraps a transport in a bad network: latency, refusals, cuts, lost writes, half-open connections and slow reading. It wraps
 * any transport, also real ones, and keeps the contract of a transport: one end, nothing after it, writes settled in order,
 * broken writes never settled.
 *
 * All randomness comes from `seed`, with one generator for each direction of each dial, so that a message meets the same fault
 * whatever happens to others. With a real transport the times differ from run to run, but the faults do not.
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
  const { toBytes, closeProblem, scheme } = transport
  return Object.assign(dial, toBytes && { toBytes }, closeProblem && { closeProblem }, scheme && { scheme })
}
