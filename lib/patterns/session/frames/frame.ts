import { hide } from '../../../model/secrets/hide.ts'

/** The relation of a new session to the one before: it began, it goes on, or the other end has forgotten the former one. */
export type Continuity = 'fresh' | 'resumed' | 'lost'

/** The first message of the end that dials. */
export interface Hello {
  readonly _tag: 'Hello'
  /** The session to resume. A bearer secret: not enumerable. */
  readonly id?: string
  /** The number of the latest message that was taken. 0: none. */
  readonly got: number
}

/** The answer of the end that accepts. */
export interface Welcome {
  readonly _tag: 'Welcome'
  /** The session. A bearer secret: not enumerable. */
  readonly id: string
  readonly continuity: Continuity
  /** The number of the latest message that was taken. 0: none. */
  readonly got: number
}

/** A message of the program. Numbers count from 1, each way. */
export interface Numbered {
  readonly _tag: 'Numbered'
  readonly n: number
  /** The message as the program's codec encodes it. */
  readonly data: string | Uint8Array
}

/** All messages up to a number were taken. */
export interface Acknowledged {
  readonly _tag: 'Acknowledged'
  readonly n: number
}

/** A message that is no frame. Its content is not kept: it may hold the id. */
export interface Malformed {
  readonly _tag: 'Malformed'
}

/** One message of the subprotocol. Opaque to programs: `deliver` and `receive$` of the session carry their messages. */
export type Frame = Hello | Welcome | Numbered | Acknowledged | Malformed

export function hello(id: string | undefined, got: number): Hello {
  return hide({ _tag: 'Hello', got }, { id })
}

export function welcome(id: string, continuity: Continuity, got: number): Welcome {
  return hide({ _tag: 'Welcome', continuity, got } as Welcome, { id })
}
