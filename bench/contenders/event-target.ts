import type { Contender, Link } from './contender.ts'

interface Platform {
  binaryType: string
  readonly bufferedAmount: number
  addEventListener(name: 'open', listener: () => void): void
  addEventListener(name: 'message', listener: (event: { data: unknown }) => void): void
  send(data: string | Buffer): void
}

export type PlatformClass = new (url: string, protocols: ReadonlyArray<string>, options: object) => Platform

/**
 * Uses a reconnecting socket with the platform's interface: a `message` listener for each subscriber; for objects,
 * `JSON.parse(event.data)` once in a single listener; bytes as `ArrayBuffer`.
 */
export function throughEvents(make: (url: string) => Platform): Contender {
  return ({ url, kind, subscribers, received, opened }): Link => {
    const socket = make(url)
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', opened)
    const handlers = Array.from({ length: subscribers }, () => (value: unknown) => received(value))
    if (kind === 'json') {
      socket.addEventListener('message', ({ data }) => {
        const value: unknown = JSON.parse(data as string)
        for (const handler of handlers) handler(value)
      })
    } else for (const handler of handlers) socket.addEventListener('message', ({ data }) => handler(data))
    return {
      send: kind === 'json' ? (message) => socket.send(JSON.stringify(message)) : (message) => socket.send(message),
      unsent: () => socket.bufferedAmount,
    }
  }
}
