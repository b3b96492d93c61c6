import type { WebSocketClass } from 'pulsewire/websocket'

/** A client at work on its own server. */
export interface Session {
  /** Sends a value through the server and resolves when it has come back. */
  readonly roundTrip: (value: string) => Promise<void>
  /** Kills every connection on the server, without a closing handshake. */
  readonly cut: () => void
  /** The connections that the server has. */
  readonly connections: () => number
  /** Ends the client. */
  readonly end: () => Promise<unknown> | void
  /** Ends the server. */
  readonly stop: () => Promise<unknown> | void
}

/** Starts a server, and a client that is given a class. */
export type Start = (Class: WebSocketClass) => Promise<Session>

/** Resolves when it holds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`timed out: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
