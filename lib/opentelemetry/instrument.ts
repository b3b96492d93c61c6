import { type Attributes, type MeterProvider, metrics, trace, type TracerProvider } from '@opentelemetry/api'
import { Subscription } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { listen } from '../connection/relay.ts'
import { addInspector } from '../inspect/add-inspector.ts'
import { stampOf } from '../inspect/watch-core.ts'
import { attribute, scope } from './attributes.ts'
import { seriesOf } from './series.ts'
import { Spans } from './spans.ts'
import { Telemetry } from './telemetry.ts'

/** Options of the instrumentation. */
export interface InstrumentOptions {
  /**
   * The value of `pulsewire.connection.name`, and the last word of the names of spans. Default: the name of the connection.
   * Connections that are many, such as accepted ones, need one name for all: each name is a series of its own.
   */
  readonly name?: string | undefined
  /** Attributes of every span and metric. Take values of which there are few. */
  readonly attributes?: Attributes | undefined
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider | undefined
  /** Default: the global one. */
  readonly meterProvider?: MeterProvider | undefined
}

/** A connection never completes and never errors. */
const ignore = (): void => undefined

/**
 * Makes spans and metrics of a connection with OpenTelemetry: a span for each dial and each outage; metrics of connections
 * by state, losses, reconnects, messages, bytes, the outbox and round trips. It starts nothing, and messages only add to
 * four numbers, which are read when metrics are collected.
 *
 * Secrets never stand in it: no userinfo, query, header or message, and no path that a function gave.
 *
 * @returns unsubscribing ends it. A connection at rest is not held, so one that ends for good needs no unsubscribing
 *
 * @example
 * const instrumentation = instrument(chat)
 *
 * @throws `TypeError` if it is not a connection
 */
export function instrument<In, Out>(connection: Connection<In, Out>, options: InstrumentOptions = {}): Subscription {
  const core = coreOf(connection)
  const { name = connection.name, tracerProvider, meterProvider } = options
  const attributes: Attributes = { ...options.attributes, [attribute.name]: name }
  const tracer = (tracerProvider ?? trace).getTracer(scope.name, scope.version)
  const telemetry = new Telemetry(
    {
      observed: core,
      hasFreshUrl: typeof core.options.url === 'function',
      series: () => seriesOf((meterProvider ?? metrics).getMeter(scope.name, scope.version), attributes),
    },
    new Spans(tracer, name, core.options.isAccepted === true, attributes),
  )
  const instrumentation = new Subscription(addInspector(core, telemetry))
  listen(connection.channel('latencies'), instrumentation, {
    next: (latency) => {
      telemetry.ponged(latency)
    },
    error: ignore,
    complete: ignore,
  })
  instrumentation.add(() => {
    telemetry.stop(stampOf(core))
  })
  return instrumentation
}
