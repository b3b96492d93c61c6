import type { Connection } from '../connection/connection.ts'
import type { Offer } from './arguments.ts'
import type { WireData } from './web-socket-types.ts'

/** The most connections at rest that a pool keeps: urls may differ in a token each time. The oldest gives way. */
const maxAtRest = 64

type SocketConnection = Connection<WireData, WireData>

/** The key of connections that may stand for each other; `undefined` if no other can. */
export function poolKey(url: string, { protocols, headers, tls }: Offer): string | undefined {
  return tls === undefined ? JSON.stringify([url, protocols, headers]) : undefined
}

/** Connections at rest, by key: their machines remember the attempts of former sockets. */
export class ConnectionPool {
  readonly #atRest = new Map<SocketConnection, string>()

  take(key: string | undefined): SocketConnection | undefined {
    for (const [connection, other] of this.#atRest) {
      if (other !== key) continue
      this.#atRest.delete(connection)
      return connection
    }
    return undefined
  }

  put(key: string | undefined, connection: SocketConnection): void {
    if (key === undefined) return
    const [oldest] = this.#atRest.set(connection, key).keys()
    if (this.#atRest.size > maxAtRest) this.#atRest.delete(oldest as SocketConnection)
  }
}
