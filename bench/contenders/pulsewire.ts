import * as t from 'io-ts'
import {
  binary,
  clientStart$,
  type Codec,
  type Connection,
  defineConnection,
  error$,
  json,
  paced,
  receive$,
  send,
  start$,
  text,
} from 'pulsewire'
import { from, Subject, take } from 'rxjs'

import type { Kind, Quote } from '../payload.ts'
import type { Contender, Link } from './contender.ts'

const Quote: t.Type<Quote, unknown> = t.type({
  symbol: t.string,
  venue: t.string,
  bid: t.number,
  ask: t.number,
  sizes: t.array(t.number),
  at: t.string,
  isFirm: t.boolean,
  note: t.string,
}) as never

const codecs: Readonly<Record<Kind, Codec<unknown, unknown>>> = {
  text: text as never,
  json: json(Quote) as never,
  binary: binary as never,
}

/** One connection. A class, since closures for each link would count as memory of the connection's. */
class PulsewireLink implements Link {
  readonly #connection: Connection<unknown, unknown>
  readonly #size: number
  #outgoing$: Subject<unknown> | undefined
  #unanswered = 0
  #refused = 0

  constructor(connection: Connection<unknown, unknown>, size: number) {
    this.#connection = connection
    this.#size = size
  }

  send(message: never): void {
    this.#outgoing$ ??= this.#startSending()
    this.#unanswered++
    this.#outgoing$.next(message)
  }

  #startSending(): Subject<unknown> {
    const messages$ = new Subject<unknown>()
    messages$.pipe(send(this.#connection)).subscribe(() => this.#unanswered--)
    this.#connection.pipe(error$()).subscribe(() => this.#refused++)
    return messages$
  }

  unsent(): number {
    return this.#unanswered * this.#size
  }

  refused(): number {
    return this.#refused
  }

  paced(task: () => Promise<void>): void {
    this.#connection
      .pipe(
        receive$(),
        paced(this.#connection, () => from(task())),
      )
      .subscribe()
  }
}

/**
 * Pulsewire with its defaults. A lease that takes the messages, and a subscription to the connection for each further
 * subscriber; objects are checked by io-ts on the way in and out; every send is answered, and the answers are
 * subscribed to, as are the errors.
 */
export const connect: Contender = ({ url, kind, size, subscribers, received, opened }) => {
  const connection: Connection<unknown, unknown> = defineConnection({ url, codec: codecs[kind] })
  connection.pipe(start$(), take(1)).subscribe(opened)
  clientStart$(connection)
    .pipe(receive$())
    .subscribe((value) => received(value))
  for (let i = 1; i < subscribers; i++) connection.pipe(receive$()).subscribe((value) => received(value))
  return new PulsewireLink(connection, size)
}
