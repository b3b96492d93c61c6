import { type Attributes, type HrTime, type SpanStatus, SpanStatusCode } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'

/** The SDK of OpenTelemetry, with exporters that keep what they get. */
export interface Backend {
  readonly tracerProvider: BasicTracerProvider
  readonly meterProvider: MeterProvider
  /** The spans that have ended, in that order. */
  readonly spans: () => ReadonlyArray<ReadableSpan>
  /** Collects all metrics. Each point is a line: its name, the attributes that tell points apart, and its value. */
  readonly metrics: () => Promise<Readonly<Record<string, number>>>
  /** Everything that was exported so far, as text. */
  readonly text: () => Promise<string>
}

/** The part of a point that tells it from other points of the metric. */
function labels(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(([key, value]) => key !== 'pulsewire.connection.name' || value !== 'chat')
    .map(([, value]) => ` ${String(value)}`)
    .join('')
}

export function backend(): Backend {
  const spanExporter = new InMemorySpanExporter()
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter })
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] })
  const meterProvider = new MeterProvider({ readers: [reader] })
  const collect = async (): Promise<void> => {
    metricExporter.reset()
    await reader.forceFlush()
  }
  return {
    tracerProvider,
    meterProvider,
    spans: () => spanExporter.getFinishedSpans(),
    metrics: async () => {
      await collect()
      const metrics = metricExporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((one) => one.metrics))
      const points = metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => {
          const total = typeof value === 'number' ? value : (value.sum ?? 0)
          return [descriptor.name.replace('pulsewire.', '') + labels(attributes), total] as const
        }),
      )
      return Object.fromEntries(points)
    },
    text: async () => {
      await collect()
      const spans = spanExporter.getFinishedSpans().map(({ name, attributes, status, events, links }) => {
        return { name, attributes, status, events, links }
      })
      return JSON.stringify([spans, metricExporter.getMetrics()])
    },
  }
}

/** Milliseconds. */
export const toMilliseconds = ([seconds, nanoseconds]: HrTime): number => seconds * 1_000 + nanoseconds / 1e6

/** A status in a few words. */
export function statusOf({ status }: { readonly status: SpanStatus }): string {
  return status.code === SpanStatusCode.ERROR ? `error: ${status.message}` : 'unset'
}
