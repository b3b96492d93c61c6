import type { Socket as TcpSocket } from 'node:net'
import type { TlsOptions } from 'node:tls'

import type { Connection, ConnectionOptions } from 'pulsewire'

/** The options of a connection of the lab: strings in both directions. */
export type Options = ConnectionOptions<string, string>

/** The misbehaviour of a peer, which runs in the process of the specs. */
export interface Misbehaviour {
  readonly tls?: TlsOptions
  /** Called with each connection when it is accepted. */
  readonly greet?: (tcp: TcpSocket) => void
  /** Called with each connection and its request. Default: silence. */
  readonly answer?: (tcp: TcpSocket, request: string, before: number) => void
}

/** One fault, and all the events that it must cause. */
export interface Fault {
  /** A clause in the present tense that follows "when". */
  readonly title: string
  /** Absent: no server listens. */
  readonly peer?: Misbehaviour
  /** Changes the address, which contains secrets. */
  readonly url?: (url: string) => Options['url']
  readonly options?: Partial<Options>
  /** Further actions of the user before the start. */
  readonly arrange?: (connection: Connection<string, string>) => void
  /** Messages that are sent in the turn of the start. */
  readonly sends?: ReadonlyArray<string>
  /** Stops the connection in the turn of this line; `starting`: in the turn of the start. */
  readonly stopAt?: string
  readonly stop?: { readonly code?: number; readonly reason?: string }
  /** Stops it this many milliseconds after it opened or, if it never opens, after the start. */
  readonly stopAfter?: number
  /** Called with each line and its number. */
  readonly act?: (line: string, stage: Stage, nth: number) => void
  /** All expected lines, in order: see `toLine`. */
  readonly tells: ReadonlyArray<string>
  /** Messages of the errors of the user's own code that rxjs reports. */
  readonly own?: ReadonlyArray<string>
  /** Minimum delay before the next attempt, ms. */
  readonly waits?: number
}

/** The actions that are open to `act`. */
export interface Stage {
  readonly start: () => void
  readonly restart: () => void
  readonly send: (message: string) => void
}

/** The decision about a run after its fault. */
export type Decision = 'final' | 'retry' | 'closed'

const decided: Readonly<Record<Decision, (attempt: number) => ReadonlyArray<string>>> = {
  final: () => ['Failed'],
  // The lab stops a connection that waits. There is no peer to send a code to.
  retry: (attempt) => [`Waiting ${attempt}`, 'Closed 1006 unclean'],
  closed: () => ['Closed 1000'],
}

/** The lines of a dial that fails. */
export function opening(error: string, decision: Decision): ReadonlyArray<string> {
  return ['Idle', 'Connecting 1', `! ${error}`, ...decided[decision](2)]
}

/** The lines of a connection that is lost after it was open, with those `between`. */
export function open(
  error: string | undefined,
  decision: Decision,
  ...between: ReadonlyArray<string>
): ReadonlyArray<string> {
  const fault = error === undefined ? [] : [`! ${error}`]
  return ['Idle', 'Connecting 1', 'Open', ...between, ...fault, ...decided[decision](2)]
}

/** Options of a connection whose peer answers no closing handshake. */
export const unanswered: Partial<Options> = { closeTimeout: 100 }

/** The lines of a connection that the user stops: its closing and closed states, with those `between`. */
export function stopped(closing: string, closed: string, ...between: ReadonlyArray<string>): ReadonlyArray<string> {
  return ['Idle', 'Connecting 1', 'Open', `Closing ${closing}`, ...between, `Closed ${closed}`]
}

/** The decision about a fault, for its title. */
export function decisionOf({ tells }: Fault): string {
  const verdicts: Readonly<Record<string, string>> = { Failed: 'final', Waiting: 'retried' }
  const waiting = tells.find((line) => line.startsWith('Waiting'))
  const last = (waiting ?? tells.at(-1) ?? '').split(' ')[0] ?? ''
  return verdicts[last] ?? 'closed'
}
