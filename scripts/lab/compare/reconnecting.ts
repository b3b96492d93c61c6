import { countingWebSocket } from './counting.ts'
import { connectTimeout, initialDelay, maxDelay, type Subject } from './subject.ts'

interface Reconnecting {
  addEventListener(type: string, listener: (event: { message?: string; code?: number }) => void): void
  close(): void
}

type ReconnectingClass = new (url: string, protocols: string[], options: object) => Reconnecting

/** The two that share an interface. */
export function reconnecting(Class: ReconnectingClass): Subject {
  return {
    start: ({ url, report, dialed, onMessage }) => {
      const socket = new Class(url, ['graphql-transport-ws'], {
        WebSocket: countingWebSocket(dialed),
        minReconnectionDelay: initialDelay,
        maxReconnectionDelay: maxDelay,
        connectionTimeout: connectTimeout,
      })
      socket.addEventListener('open', () => report('open'))
      socket.addEventListener('error', ({ message }) => report(`error ${message ?? ''}`))
      socket.addEventListener('close', ({ code }) => report(`close ${code ?? ''}`))
      socket.addEventListener('message', onMessage)
      return { stop: () => socket.close() }
    },
  }
}
