import type { Kind } from '../payload.ts'

/** What is wanted of a connection. */
export interface Wish {
  readonly url: string
  readonly kind: Kind
  /** Bytes of one message, as it is on the wire. */
  readonly size: number
  /** How many take each message. */
  readonly subscribers: number
  /** Called for each message and subscriber. */
  readonly received: (value: unknown) => void
  readonly opened: () => void
}

/** An open connection of some contender. */
export interface Link {
  readonly send: (message: never) => void
  /** Bytes that have not left, as far as the contender knows. */
  readonly unsent: () => number
  /** How many sends were refused, by a contender that says so. */
  readonly refused?: () => number
  /** Sends a ping, where the contender does not do so by itself. */
  readonly ping?: () => void
  /** Takes each message with an asynchronous task and pushes the peer back meanwhile, where the contender can. */
  readonly paced?: (task: () => Promise<void>) => void
}

export type Contender = (wish: Wish) => Link
