import type { PayloadName } from './payload.ts'
import type { Workload } from './workloads.ts'

/** What a client asks the server for, through the process that started both. */
export interface ToServer {
  readonly id: string
  readonly payload: PayloadName
  /** Send so many messages. */
  readonly blast?: number
  /** Say when so many bytes have come. */
  readonly expect?: number
}

export type FromServer = { readonly port: number } | { readonly id: string; readonly come: true }

/** Figures of one round, by name. */
export type Figures = Readonly<Record<string, number>>

/** What a client is told. */
export type ToClient = { readonly round: number } | { readonly come: true }

export type FromClient =
  | { readonly ready: true }
  | { readonly ask: Omit<ToServer, 'id'> }
  | { readonly figures: Figures }
  | { readonly broken: string }

/** How a client is started: its last argument, as JSON. */
export interface Assignment {
  readonly contender: string
  readonly workload: Workload
  readonly url: string
  readonly id: string
}
