import type { Kind, PayloadName } from '../payload.ts'
import type { Workload } from '../workloads.ts'

/** The requirements on a connection. */
export interface Wish {
  readonly url: string
  readonly kind: Kind
  /** Bytes of one message, as it is sent. */
  readonly size: number
  /** The number of subscribers. */
  readonly subscribers: number
  /** Whether to offer permessage-deflate. Absent: not. */
  readonly isCompressed?: boolean
  readonly waiting?: Workload['waiting']
  /** Whether OpenTelemetry observes the connection. */
  readonly isInstrumented?: boolean
  /** Called for each message and each subscriber. */
  readonly received: (value: unknown) => void
  readonly opened: () => void
}

/** An open connection of a contender. */
export interface Link {
  readonly send: (message: never) => void
  /** Unsent bytes, as the contender reports them. */
  readonly unsent: () => number
  /** The number of refused sends, if the contender reports it. */
  readonly refused?: () => number
  /** Sends a ping, if the contender has no heartbeat of its own. */
  readonly ping?: () => void
  /** Closes the connection, and waits for its end. */
  readonly close?: () => Promise<void>
  /** Processes each message with an asynchronous task, with back-pressure on the peer if the contender supports it. */
  readonly paced?: (task: () => Promise<void>) => void
}

/**
 * Accepts connections on a free port of this machine. `echo`: sends each message back. `idle`: listens to them.
 *
 * @returns the address to dial
 */
export type ServingContender = (role: 'echo' | 'idle', payload: PayloadName) => Promise<string>

export type Contender = (wish: Wish) => Link
