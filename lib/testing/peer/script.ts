import { parseMarbleString } from '../marbles/marble-string.ts'

/** The peer closes with a closing handshake. Before the opening handshake it refuses. */
export interface Closes {
  /** The tag of this act. */
  readonly _tag: 'Closes'
  /** The close code. */
  readonly code: number
  /** The reason of the close frame. */
  readonly reason: string
}

/** The peer refuses the opening handshake, with an HTTP status if it answers HTTP. */
export interface Refuses {
  /** The tag of this act. */
  readonly _tag: 'Refuses'
  /** The HTTP status; absent if nothing listens. */
  readonly status?: number
  /** The `Retry-After` in milliseconds. */
  readonly retryAfter?: number
  /** `true`: the same dial would be refused again, as where the peer's certificate is not accepted. */
  readonly isLasting?: boolean
  /** `true`: the peer accepts, but chooses no subprotocol that was offered. */
  readonly isSubprotocolRefused?: boolean
}

/** The peer breaks the protocol or a limit, and gets this close code. */
export interface Violates {
  /** The tag of this act. */
  readonly _tag: 'Violates'
  /** The close code that it gets: 1002, 1007 or 1009. */
  readonly code: number
}

/** The peer answers neither pings nor closes. Its script goes on, and messages still leave. */
export interface Ignores {
  /** The tag of this act. */
  readonly _tag: 'Ignores'
}

/** The peer reads no messages: they stay unsent. Its script goes on. */
export interface Blocks {
  /** The tag of this act. */
  readonly _tag: 'Blocks'
}

/** The peer stops answering and stays connected. */
export interface Stalls {
  /** The tag of this act. */
  readonly _tag: 'Stalls'
}

/** The meaning of a letter in a script: a text or binary message, or an action of the peer. */
export type PeerValue = string | Uint8Array | Closes | Refuses | Stalls | Violates | Ignores | Blocks

/** An action of a peer. */
export type Act =
  | { readonly _tag: 'Opens' }
  | { readonly _tag: 'Says'; readonly data: string | Uint8Array }
  | { readonly _tag: 'Loses' }
  | Closes
  | Refuses
  | Stalls
  | Violates
  | Ignores
  | Blocks

/** An action and its time after the dial, in milliseconds. */
export interface Step {
  readonly frame: number
  readonly act: Act
}

/**
 * Makes a letter of a script: the peer closes.
 *
 * @param code - 1006 stands for a connection that breaks, as `#` does. Default: 1000
 */
export function closes(code = 1000, reason = ''): Closes {
  return { _tag: 'Closes', code, reason }
}

/** Options of `refuses`. */
export interface RefusesOptions {
  /** The `Retry-After` header, in milliseconds. */
  readonly retryAfter?: number | undefined
  /** `true`: the same dial would be refused again, as where the peer's certificate is not accepted. */
  readonly isLasting?: boolean | undefined
  /** `true`: the peer accepts, but chooses no subprotocol that was offered. */
  readonly isSubprotocolRefused?: boolean | undefined
}

/**
 * Makes a letter of a script: the opening handshake fails.
 *
 * @param status - the HTTP status of the peer's answer; `undefined`: it answers no HTTP
 */
export function refuses(status: number | undefined, options: RefusesOptions = {}): Refuses {
  const given = Object.entries({ status, ...options }).filter(([, value]) => value !== undefined)
  return { _tag: 'Refuses', ...Object.fromEntries(given) }
}

/** Makes a letter of a script: from here on the peer answers nothing, not even pings and closes, and messages stay unsent. */
export function stalls(): Stalls {
  return { _tag: 'Stalls' }
}

/**
 * Makes a letter of a script: the peer breaks the protocol or a limit.
 *
 * @param code - the close code that it gets: 1002, 1007 or 1009
 */
export function violates(code: number): Violates {
  return { _tag: 'Violates', code }
}

/** Makes a letter of a script: from here on the peer answers neither pings nor closes. Its script goes on. */
export function ignores(): Ignores {
  return { _tag: 'Ignores' }
}

/** Makes a letter of a script: from here on the peer reads no messages, which stay unsent. Its script goes on. */
export function blocks(): Blocks {
  return { _tag: 'Blocks' }
}

function actOf(letter: string, values: Readonly<Record<string, PeerValue>>): Act {
  if (letter === 'o') return { _tag: 'Opens' }
  if (letter === '|') return closes()
  if (letter === '#') return { _tag: 'Loses' }
  const value = values[letter] ?? letter
  return typeof value === 'string' || value instanceof Uint8Array ? { _tag: 'Says', data: value } : value
}

/**
 * Parses a script in rxjs's marble syntax.
 *
 * @throws Error - if the script can never be played: a message before `o`, a second `o`, a refusal after it
 */
export function steps(script: string, values: Readonly<Record<string, PeerValue>>): ReadonlyArray<Step> {
  const fault = (what: string): Error => new Error(`The peer's script '${script}' ${what}.`)
  if (script.includes('^')) throw fault("has a '^': its first column is the dial")
  if (script.includes('!')) throw fault("has a '!': end it with '|' or '#', or let the test end its lease")
  const marks = parseMarbleString(script)
  const read = marks.map(({ frame, sign }): Step => ({ frame, act: actOf(sign, values) }))
  const opening = read.findIndex(({ act }) => act._tag === 'Opens')
  read.forEach(({ act }, index) => {
    const sign = marks[index]?.sign ?? ''
    if (act._tag === 'Says' && opening < 0) throw fault(`has the message '${sign}' and no 'o' before it`)
    if (act._tag === 'Says' && index < opening) throw fault(`has the message '${sign}' before its 'o'`)
    if (act._tag === 'Opens' && index > opening) throw fault("has a second 'o'")
    if (act._tag === 'Refuses' && opening >= 0 && index > opening) throw fault("refuses after its 'o'")
  })
  return read
}
