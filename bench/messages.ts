import type { PayloadName } from './payload.ts'
import type { Workload } from './workloads.ts'

/** A client's request to the server. It passes through the process that started both. */
export interface ToServer {
  readonly id: string
  readonly payload: PayloadName
  /** The number of messages to send. */
  readonly blast?: number
  /** The number of bytes, or of compressed messages, after whose arrival the server answers. */
  readonly expect?: number
}

/** The ports of the server: without TLS, and with it. */
export interface Ports {
  readonly plain: number
  readonly secure: number
}

export type FromServer = Ports | { readonly id: string; readonly come: true }

/** Figures of one round, by name. */
export type Figures = Readonly<Record<string, number>>

/** A message to a client. */
export type ToClient = { readonly round: number } | { readonly come: true }

export type FromClient =
  | { readonly ready: true }
  | { readonly ask: Omit<ToServer, 'id'> }
  | { readonly figures: Figures }
  | { readonly broken: string }

/** The last argument of a client process, as JSON. */
export interface Assignment {
  readonly contender: string
  readonly workload: Workload
  readonly url: string
  readonly id: string
}
