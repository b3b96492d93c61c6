import { parseMarbleString } from '../marbles/marble-string.ts'

/** The peer closes with a closing handshake; before the opening handshake it refuses. */
export interface Closes {
  readonly _tag: 'Closes'
  readonly code: number
  readonly reason: string
}

/** The peer refuses the opening handshake, with an HTTP status where it answers HTTP. */
export interface Refuses {
  readonly _tag: 'Refuses'
  readonly status?: number
  readonly retryAfter?: number
}

/** The peer falls silent. */
export interface Stalls {
  readonly _tag: 'Stalls'
}

/** What a letter of a script can stand for: a message, text or binary, or something that the peer does. */
export type PeerValue = string | Uint8Array | Closes | Refuses | Stalls

/** What a peer can do. */
export type Act =
  | { readonly _tag: 'Opens' }
  | { readonly _tag: 'Says'; readonly data: string | Uint8Array }
  | { readonly _tag: 'Loses' }
  | Closes
  | Refuses
  | Stalls

/** An act, and how many milliseconds after the dial it comes. */
export interface Step {
  readonly frame: number
  readonly act: Act
}

/**
 * The peer closes: a letter of a script.
 *
 * @param code - 1000 by default; 1006 is a connection that breaks, as `#` is
 */
export function closes(code = 1000, reason = ''): Closes {
  return { _tag: 'Closes', code, reason }
}

/**
 * The peer answers the opening handshake with an HTTP status: a letter of a script.
 *
 * @param options - `retryAfter`: what its `Retry-After` asks for, in milliseconds
 */
export function refuses(status: number, { retryAfter }: { readonly retryAfter?: number | undefined } = {}): Refuses {
  return { _tag: 'Refuses', status, ...(retryAfter === undefined ? {} : { retryAfter }) }
}

/** From here on nothing is answered, pings and closes included, and what is sent stays unsent: a letter of a script. */
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
 * Reads a script, written in rxjs's marbles.
 *
 * @throws Error - when the script can never be played: a message before `o`, a second `o`, a refusal after it
 */
export function steps(script: string, values: Readonly<Record<string, PeerValue>>): ReadonlyArray<Step> {
  const fault = (what: string): Error => new Error(`The peer's script '${script}' ${what}.`)
  if (script.includes('^')) throw fault("has a '^': its first column is the dial")
  const read = parseMarbleString(script).map(({ frame, sign }): Step => ({ frame, act: actOf(sign, values) }))
  const opening = read.findIndex(({ act }) => act._tag === 'Opens')
  read.forEach(({ act }, index) => {
    if (act._tag === 'Says' && (opening < 0 || index < opening)) throw fault("says something before its 'o'")
    if (act._tag === 'Opens' && index > opening) throw fault("has a second 'o'")
    if (act._tag === 'Refuses' && opening >= 0 && index > opening) throw fault("refuses after its 'o'")
  })
  return read
}
