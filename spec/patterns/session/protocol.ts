import { type ConnectionOptions, defineConnection, text } from 'pulsewire'
import {
  type DeliveryError,
  type Session,
  session,
  type SessionConnection,
  type SessionOptions,
  type Sessions,
  sessions,
  type SessionsOptions,
} from 'pulsewire/session'
import type { Peer } from 'pulsewire/testing'
import { map, type Observable } from 'rxjs'

import type { Either } from '../../../lib/model/either.ts'

export const secret = 'secret-of-the-session'

/** The greeting of a peer that accepts. */
export const welcomes = (continuity: 'fresh' | 'resumed' | 'lost', got = 0, id = secret): string =>
  `w${JSON.stringify({ id, continuity, got })}`

/** The greeting of a peer that dials. */
export const hellos = (got = 0, id?: string): string => `h${JSON.stringify({ id, got })}`

/** The message, or the tag of the error. */
export const brief = (result: Either<DeliveryError, string>): string =>
  result._tag === 'Right' ? result.right : result.left._tag

/** The messages that a peer received, each as its letter: hellos as `h`, others by their first payload letter. */
export const sent$ = ({ sent$: data$ }: Pick<Peer, 'sent$'>): Observable<string> =>
  data$.pipe(map((data) => String(data)))

export interface Dialing {
  readonly own: Session<string, string>
  readonly chat: SessionConnection
}

/** The first peer takes the first dial, and the second one all others. */
export function inTurn(first: Peer, second: Peer): Pick<Peer, 'transport'> {
  let dials = 0
  return { transport: (...dial) => (dials++ === 0 ? first : second).transport(...dial) }
}

/** A dialing end whose connection retries after 4 ms. It acknowledges after 2 ms. */
export function dialing(
  { transport }: Pick<Peer, 'transport'>,
  options: Partial<SessionOptions<string, string>> = {},
  connection: Partial<ConnectionOptions<never, never>> = {},
): Dialing {
  const own = session({ codec: text, acknowledge: 2, ...options })
  const retry = { initialDelay: 4, jitter: 'none', stableAfter: 0 } as const
  const common = { url: 'ws://peer', name: 'chat', transport, retry, heartbeat: false } as const
  return { own, chat: defineConnection({ ...common, ...(connection as object), ...own.options }) }
}

/** Accepting ends whose ids are `id-1`, `id-2`, and so on. They acknowledge after 2 ms. */
export function acceptingEnds(options: Partial<SessionsOptions<string, string>> = {}): Sessions<string, string> {
  let ids = 0
  return sessions({ codec: text, acknowledge: 2, newId: () => `id-${++ids}`, ...options })
}

/** Waits until a store in memory, and all that follows from it, has answered. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
}
