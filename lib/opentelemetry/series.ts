import type { Attributes, BatchObservableResult, Meter } from '@opentelemetry/api'

import type { State } from '../machine/state.ts'
import { attribute } from './attributes.ts'
import { type Instruments, makeInstruments } from './instruments.ts'

/** The part of a core that is read when metrics are collected. */
export interface Observed {
  readonly state: State
  readonly usedOutbox: { readonly writer: { readonly messages: number; readonly bytes: number } } | undefined
}

/** The states of a connection that is not at rest, as attributes name them. */
type RunningState = 'connecting' | 'open' | 'waiting' | 'closing'

function toRunningState(state: State): RunningState | undefined {
  switch (state._tag) {
    case 'Addressing':
    case 'Dialing':
    case 'Greeting':
      return 'connecting'
    case 'Open':
      return 'open'
    case 'Waiting':
      return 'waiting'
    case 'Flushing':
    case 'AwaitingClose':
      return 'closing'
    case 'Idle':
    case 'Closed':
    case 'Failed':
      return undefined
  }
}

/**
 * The sums of all connections with the same attributes. Messages only add to numbers here, which are read when a reader
 * collects: an `add` of the SDK for each message would cost more than the message.
 */
export class Series {
  readonly attributes: Attributes
  readonly instruments: Instruments
  /** The connections that are not at rest. */
  readonly running: Set<{ readonly observed: Observed }> = new Set()
  messagesIn = 0
  bytesIn = 0
  messagesOut = 0
  bytesOut = 0

  constructor(attributes: Attributes, instruments: Instruments) {
    this.attributes = attributes
    this.instruments = instruments
  }

  observe(result: BatchObservableResult): void {
    const { attributes, instruments } = this
    const received = { ...attributes, [attribute.direction]: 'receive' }
    const transmitted = { ...attributes, [attribute.direction]: 'transmit' }
    result.observe(instruments.messages, this.messagesIn, received)
    result.observe(instruments.messages, this.messagesOut, transmitted)
    result.observe(instruments.io, this.bytesIn, received)
    result.observe(instruments.io, this.bytesOut, transmitted)
    const counts: Record<RunningState, number> = { connecting: 0, open: 0, waiting: 0, closing: 0 }
    let messages = 0
    let bytes = 0
    for (const { observed } of this.running) {
      const state = toRunningState(observed.state)
      if (state !== undefined) counts[state]++
      messages += observed.usedOutbox?.writer.messages ?? 0
      bytes += observed.usedOutbox?.writer.bytes ?? 0
    }
    // Zeros too: an exporter repeats the last value of a state that is not reported.
    for (const [state, count] of Object.entries(counts)) {
      result.observe(instruments.connections, count, { ...attributes, [attribute.state]: state })
    }
    result.observe(instruments.outboxMessages, messages, attributes)
    result.observe(instruments.outboxSize, bytes, attributes)
  }
}

/**
 * The number of attribute sets above which the rest is one series, with the attribute that the specification of the metrics
 * SDK names for it ("Cardinality limits").
 */
export const maxSeries = 2_000

const overflow: Attributes = { 'otel.metric.overflow': true }

/** All series of a meter. */
class MeterSeries {
  readonly #series = new Map<string, Series>()
  readonly #instruments: Instruments

  constructor(meter: Meter) {
    this.#instruments = makeInstruments(meter, (result) => {
      for (const series of this.#series.values()) series.observe(result)
    })
  }

  of(attributes: Attributes): Series {
    const key = JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)))
    const known = this.#series.get(key)
    if (known !== undefined) return known
    if (this.#series.size >= maxSeries && attributes !== overflow) return this.of(overflow)
    const series = new Series(attributes, this.#instruments)
    this.#series.set(key, series)
    return series
  }
}

const meters = new WeakMap<Meter, MeterSeries>()

/** The series of a meter with these attributes. */
export function seriesOf(meter: Meter, attributes: Attributes): Series {
  const all = meters.get(meter) ?? new MeterSeries(meter)
  meters.set(meter, all)
  return all.of(attributes)
}
