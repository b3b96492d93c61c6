import { type Connection, type ConnectionState, error$, state$ } from 'pulsewire'
import { filter, Subscription } from 'rxjs'

import type { Lanes, Pen } from './lanes.ts'

/** The sign of each state, and the character that fills its lane while the state lasts. */
const signs: Readonly<Record<ConnectionState['_tag'], readonly [sign: string, fill: string]>> = {
  Idle: ['I', ' '],
  Connecting: ['C', '-'],
  Open: ['O', '='],
  Waiting: ['W', '.'],
  Closing: ['S', '-'],
  Closed: ['X', ' '],
  Failed: ['F', ' '],
}

/** The legend of the picture's words. */
export const words = `  I Idle  C Connecting  O Open  W Waiting for the next attempt  S Closing  X Closed  F Failed
  given: handed to send()   sent: the result was Right   equal letters are equal texts`

/** The lanes of one connection. */
export class Watch {
  readonly #lanes: Lanes
  readonly #pens: Readonly<Record<'state' | 'given' | 'sent' | 'received' | 'errors', Pen>>

  constructor(lanes: Lanes, name: string) {
    this.#lanes = lanes
    this.#pens = {
      state: lanes.lane(name, 'state', 'green'),
      given: lanes.lane(name, 'given'),
      sent: lanes.lane(name, 'sent'),
      received: lanes.lane(name, 'received', 'cyan'),
      errors: lanes.lane(name, 'errors', 'red'),
    }
  }

  /** Draws the events of a connection. A connection never completes and never errors, so this lasts until it is unsubscribed. */
  observe<In, Out>(connection: Connection<In, Out>): Subscription {
    const message$ = connection.pipe(filter((event) => event._tag === 'Message'))
    const watching = new Subscription()
    watching.add(connection.pipe(state$()).subscribe(({ _tag }) => this.#pens.state(...signs[_tag])))
    watching.add(message$.subscribe(({ value, data }) => this.received(data instanceof Uint8Array ? data : value)))
    watching.add(connection.pipe(error$()).subscribe((error) => this.#pens.errors(this.#letter(error))))
    return watching
  }

  /** Draws a message that is about to be passed to `send`. */
  readonly given = (message: unknown): void => this.#pens.given(this.#letter(message))

  /** Draws a result of `send`. The error of a `Left` is already among the errors. */
  readonly answered = (
    result: { readonly _tag: 'Left' } | { readonly _tag: 'Right'; readonly right: unknown },
  ): void => {
    if (result._tag === 'Right') this.#pens.sent(this.#letter(result.right))
  }

  readonly received = (message: unknown): void => this.#pens.received(this.#letter(message))

  #letter(value: unknown): string {
    return this.#lanes.letter(show(value))
  }
}

/** Formats a value in a few characters. */
export function show(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (value instanceof Uint8Array) return `<${[...value].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}>`
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value).replaceAll('"', '')
}
