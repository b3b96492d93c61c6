import type { BatchObservableCallback, Counter, Histogram, Meter, Observable } from '@opentelemetry/api'

/** The instruments of a meter. The first five are read when a reader collects, the others record each event. */
export interface Instruments {
  readonly connections: Observable
  readonly messages: Observable
  readonly io: Observable
  readonly outboxMessages: Observable
  readonly outboxSize: Observable
  readonly losses: Counter
  readonly reconnects: Counter
  readonly failures: Counter
  readonly dialDuration: Histogram
  readonly roundTrip: Histogram
}

/** Seconds, as the semantic conventions advise for the duration of an HTTP request. */
const seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

/** Makes the instruments of a meter. Units are UCUM's. */
export function makeInstruments(meter: Meter, observe: BatchObservableCallback): Instruments {
  const instruments: Instruments = {
    connections: meter.createObservableUpDownCounter('pulsewire.connection.count', {
      description: 'Connections that are not at rest, by state.',
      unit: '{connection}',
    }),
    messages: meter.createObservableCounter('pulsewire.messages', {
      description: 'Messages received, and messages handed to the socket.',
      unit: '{message}',
    }),
    io: meter.createObservableCounter('pulsewire.io', {
      description: 'Bytes of these messages, before compression and framing.',
      unit: 'By',
    }),
    outboxMessages: meter.createObservableUpDownCounter('pulsewire.outbox.messages', {
      description: 'Messages that were accepted and are not settled.',
      unit: '{message}',
    }),
    outboxSize: meter.createObservableUpDownCounter('pulsewire.outbox.size', {
      description: 'Bytes of the messages that were accepted and are not settled.',
      unit: 'By',
    }),
    losses: meter.createCounter('pulsewire.connection.losses', {
      description: 'Open connections that were lost.',
      unit: '{loss}',
    }),
    reconnects: meter.createCounter('pulsewire.connection.reconnects', {
      description: 'Lost connections that are open again.',
      unit: '{reconnect}',
    }),
    failures: meter.createCounter('pulsewire.connection.failures', {
      description: 'Connections that gave up: Failed.',
      unit: '{failure}',
    }),
    dialDuration: meter.createHistogram('pulsewire.dial.duration', {
      description: 'Duration of dials: address, handshake and greeting.',
      unit: 's',
      advice: { explicitBucketBoundaries: seconds },
    }),
    roundTrip: meter.createHistogram('pulsewire.round_trip.duration', {
      description: 'Time from a ping of the heartbeat to its answer.',
      unit: 's',
      advice: { explicitBucketBoundaries: seconds },
    }),
  }
  const { connections, messages, io, outboxMessages, outboxSize } = instruments
  meter.addBatchObservableCallback(observe, [connections, messages, io, outboxMessages, outboxSize])
  return instruments
}
