/**
 * Spans and metrics of a connection on the console: its server restarts once.
 * `node --import tsx --conditions=pulsewire:source examples/opentelemetry.ts`
 */
import { metrics, trace } from '@opentelemetry/api'
import { ConsoleMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { clientStart$, clientStop$, defineConnection, receive$, send, start$ } from 'pulsewire'
import { instrument } from 'pulsewire/opentelemetry'
import { lastValueFrom, map, take } from 'rxjs'

import { serve } from './resilience/serve.ts'

trace.setGlobalTracerProvider(
  new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())] }),
)
const meterProvider = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({ exporter: new ConsoleMetricExporter() })],
})
metrics.setGlobalMeterProvider(meterProvider)

const start = (port = 0): ReturnType<typeof serve> =>
  serve((socket) => socket.on('message', () => socket.send('welcome')), undefined, port)
let server = await start()

const chat = defineConnection({ name: 'chat', url: `ws://127.0.0.1:${server.port}/chat`, retry: { initialDelay: 50 } })
instrument(chat)

chat
  .pipe(
    start$(),
    map(() => 'hello'),
    send(chat),
  )
  .subscribe()
const received = lastValueFrom(clientStart$(chat).pipe(receive$(), take(2)))
await lastValueFrom(chat.pipe(receive$(), take(1)))
await server.close()
server = await start(server.port)
await received

await meterProvider.forceFlush()
await lastValueFrom(clientStop$(chat))
await server.close()
await meterProvider.shutdown()
