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
}

/** The peer stops answering and stays connected. */
export interface Stalls {
  /** The tag of this act. */
  readonly _tag: 'Stalls'
}

/** The meaning of a letter in a script: a text or binary message, or an action of the peer. */
export type PeerValue = string | Uint8Array | Closes | Refuses | Stalls

/** An action of a peer. */
export type Act =
  | { readonly _tag: 'Opens' }
  | { readonly _tag: 'Says'; readonly data: string | Uint8Array }
  | { readonly _tag: 'Loses' }
  | Closes
  | Refuses
  | Stalls

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

/**
 * Makes a letter of a script: the peer answers the opening handshake with an HTTP status.
 *
 * @param options - `retryAfter`: the `Retry-After` header, in milliseconds
 */
export function refuses(status: number, { retryAfter }: { readonly retryAfter?: number | undefined } = {}): Refuses {
  return { _tag: 'Refuses', status, ...(retryAfter === undefined ? {} : { retryAfter }) }
}

/** Makes a letter of a script: from here on the peer answers nothing, not even pings and closes, and messages stay unsent. */
export function stalls(): Stalls {
  return { _tag: 'Stalls' }
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
