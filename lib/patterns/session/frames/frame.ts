import { hide } from '../../../model/secrets/hide.ts'

/** The relation of a new session to the one before: it began, it goes on, or the other end has forgotten the former one. */
export type Continuity = 'fresh' | 'resumed' | 'lost'

/** One message of the subprotocol. Opaque to programs: `deliver` and `receive$` of the session carry their messages. */
export type Frame =
  /**
   * The first message of the end that dials. `id`: the session to resume; a bearer secret, not enumerable. `got`: the number of
   * the latest message that was taken, 0 for none.
   */
  | { readonly _tag: 'Hello'; readonly id?: string; readonly got: number }
  /** The answer of the end that accepts, with the same fields. */
  | { readonly _tag: 'Welcome'; readonly id: string; readonly continuity: Continuity; readonly got: number }
  /** A message of the program, as its codec encodes it. Numbers count from 1, each way. */
  | { readonly _tag: 'Numbered'; readonly n: number; readonly data: string | Uint8Array }
  /** All messages up to a number were taken. */
  | { readonly _tag: 'Acknowledged'; readonly n: number }
  /** A message that is no frame. Its content is not kept: it may hold the id. */
  | { readonly _tag: 'Malformed' }

export type Hello = Extract<Frame, { readonly _tag: 'Hello' }>
export type Welcome = Extract<Frame, { readonly _tag: 'Welcome' }>

export function hello(id: string | undefined, got: number): Hello {
  return hide({ _tag: 'Hello', got }, { id })
}

export function welcome(id: string, continuity: Continuity, got: number): Welcome {
  return hide({ _tag: 'Welcome', continuity, got } as Welcome, { id })
}
