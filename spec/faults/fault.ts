import type { Socket as TcpSocket } from 'node:net'
import type { TlsOptions } from 'node:tls'

import type { Connection, ConnectionOptions } from 'pulsewire'

/** What a connection of the lab is described by: strings both ways. */
export type Options = ConnectionOptions<string, string>

/** How a peer misbehaves. It lives in the process of the specs. */
export interface Misbehaviour {
  readonly tls?: TlsOptions
  /** Gets each connection before anything came. */
  readonly greet?: (tcp: TcpSocket) => void
  /** Gets each connection with its request. Default: silence. */
  readonly answer?: (tcp: TcpSocket, request: string, before: number) => void
}

/** One thing that goes wrong, and everything that is to be told about it. */
export interface Fault {
  /** A present tense clause behind "when". */
  readonly title: string
  /** None: nobody listens. */
  readonly peer?: Misbehaviour
  /** Changes the address, which has secrets in it. */
  readonly url?: (url: string) => Options['url']
  readonly options?: Partial<Options>
  /** What else the user does with the connection, before it is started. */
  readonly arrange?: (connection: Connection<string, string>) => void
  /** Sent as soon as the connection is started. */
  readonly sends?: ReadonlyArray<string>
  /** Stops the connection in the turn in which this line was told; `starting`: right behind the start. */
  readonly stopAt?: string
  readonly stop?: { readonly code?: number; readonly reason?: string }
  /** Stops it this many ms after it was open or, where it never is, after the start. */
  readonly stopAfter?: number
  /** Does something else when a line was told, the `nth` of all. */
  readonly act?: (line: string, stage: Stage, nth: number) => void
  /** Every line that is told, in order: see `toLine`. */
  readonly tells: ReadonlyArray<string>
  /** The errors of the user's own code that rxjs reports: their messages. */
  readonly own?: ReadonlyArray<string>
  /** The least delay before the next attempt, ms. */
  readonly waits?: number
}

/** What an act of the user's may do. */
export interface Stage {
  readonly start: () => void
  readonly restart: () => void
  readonly send: (message: string) => void
}

/** How a run goes on after its fault. */
export type Decision = 'final' | 'retry' | 'closed'

const decided: Readonly<Record<Decision, (attempt: number) => ReadonlyArray<string>>> = {
  final: () => ['Failed'],
  // The lab stops what waits: nobody is there to be told a code.
  retry: (attempt) => [`Waiting ${attempt}`, 'Closed 1006 unclean'],
  closed: () => ['Closed 1000'],
}

/** The lines of a dial that fails. */
export function opening(error: string, decision: Decision): ReadonlyArray<string> {
  return ['Idle', 'Connecting 1', `! ${error}`, ...decided[decision](2)]
}

/** The lines of a connection that is lost after it was open, with what came `between`. */
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

/** The lines of a connection that we end: how it is closed, and what else is told before it has ended. */
export function stopped(closing: string, closed: string, ...between: ReadonlyArray<string>): ReadonlyArray<string> {
  return ['Idle', 'Connecting 1', 'Open', `Closing ${closing}`, ...between, `Closed ${closed}`]
}

/** What the decision of a fault was, for its title. */
export function decisionOf({ tells }: Fault): string {
  const verdicts: Readonly<Record<string, string>> = { Failed: 'final', Waiting: 'retried' }
  const waiting = tells.find((line) => line.startsWith('Waiting'))
  const last = (waiting ?? tells.at(-1) ?? '').split(' ')[0] ?? ''
  return verdicts[last] ?? 'closed'
}
