import { countingWebSocket } from './counting.ts'
import { connectTimeout, heartbeat, type Subject } from './subject.ts'

interface Client {
  on(event: string, listener: (given: { code?: number; message?: string } | undefined) => void): void
  dispose(): void
  subscribe(payload: object, sink: object): void
}

// Its types need those of GraphQL itself, so its name is no literal.
const library: string = 'graphql-ws'
const { createClient } = (await import(library)) as { createClient: (options: object) => Client }

/** With a subscription, which is what it keeps a connection for. */
export const subject: Subject = {
  start: ({ url, report, dialed, onMessage }) => {
    const client = createClient({
      url,
      webSocketImpl: countingWebSocket(dialed),
      keepAlive: heartbeat.interval,
      connectionAckWaitTimeout: connectTimeout,
    })
    client.on('opened', () => report('opened'))
    client.on('error', (error) => report(`error ${error?.message ?? ''}`))
    client.on('closed', (event) => report(`closed ${event?.code ?? event?.message ?? ''}`))
    client.on('message', onMessage)
    client.subscribe(
      { query: 'subscription { any }' },
      {
        next: () => undefined,
        error: (error: { code?: number; message?: string }) => report(`gave up: ${error.code ?? error.message ?? ''}`),
        complete: () => report('complete'),
      },
    )
    return { stop: () => client.dispose() }
  },
}
