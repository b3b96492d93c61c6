import type { WebSocketClass } from 'pulsewire/websocket'

/** A client at work on its own server. */
export interface Session {
  /** Sends a value through the server and resolves when it has come back. */
  readonly roundTrip: (value: string) => Promise<void>
  /** Kills every connection, without a closing handshake. */
  readonly cut: () => void
  /** Lets every connection fall silent: it stays, but nothing passes through it any more, and no FIN. */
  readonly silence: () => void
  /** The connections that the client has. */
  readonly connections: () => number
  /** Ends the client. */
  readonly end: () => unknown
  /** Ends the server. */
  readonly stop: () => unknown
}

/** Starts a server, and a client that is given a class. Throws `Skipped` where the server is not installed. */
export type Start = (Class: WebSocketClass) => Promise<Session>

/** The reason why a client cannot run on this machine. */
export class Skipped extends Error {}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves when it holds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 40_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`timed out: ${what}`)
    await pause(5)
  }
}

/** Calls `publish` until the value has come back: messages that are published while a client is offline may be lost. */
export async function publishUntil(value: string, got: ReadonlyArray<string>, publish: () => unknown): Promise<void> {
  const publishing = setInterval(() => void publish(), 50)
  await until(value, () => got.includes(value)).finally(() => clearInterval(publishing))
}

/** Calls `ask` until it answers the value: a call that fails, or that gets no answer in 500 ms, is repeated. */
export async function askUntil(value: string, ask: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 40_000
  while (Date.now() < deadline) {
    const answer = await Promise.race([ask().catch(() => undefined), pause(500)])
    if (answer === value) return
    await pause(20)
  }
  throw new Error(`timed out: ${value}`)
}
