import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import type { Connection } from 'pulsewire'
import { instrument } from 'pulsewire/opentelemetry'

/** Makes spans and metrics of a connection with the SDK of OpenTelemetry, which collects the metrics every second. */
export function instrumented<In, Out>(connection: Connection<In, Out>): void {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA)
  const readers = [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000 })]
  setInterval(() => exporter.reset(), 1_000).unref()
  instrument(connection, {
    tracerProvider: new BasicTracerProvider(),
    meterProvider: new MeterProvider({ readers }),
  })
}
