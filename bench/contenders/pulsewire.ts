import * as t from 'io-ts'
import {
  binary,
  clientStart$,
  type Codec,
  type Connection,
  defineConnection,
  json,
  paced,
  receive$,
  send,
  start$,
  text,
} from 'pulsewire'
import { from, Subject } from 'rxjs'

import type { Kind, Quote } from '../payload.ts'
import type { Contender } from './contender.ts'

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

/**
 * Pulsewire with its defaults. A lease and one more subscriber for each that takes the messages; objects are checked by
 * io-ts on the way in and out; every send is answered, and its answers are subscribed to.
 */
export const connect: Contender = ({ url, kind, size, subscribers, received, opened }) => {
  const connection: Connection<unknown, unknown> = defineConnection({ url, codec: codecs[kind] })
  const outgoing$ = new Subject<unknown>()
  let unanswered = 0
  let refused = 0
  outgoing$.pipe(send(connection)).subscribe((result) => {
    unanswered--
    if (result._tag === 'Left') refused++
  })
  connection.pipe(start$()).subscribe(opened)
  clientStart$(connection)
    .pipe(receive$())
    .subscribe((value) => received(value))
  for (let i = 1; i < subscribers; i++) connection.pipe(receive$()).subscribe((value) => received(value))
  return {
    send: (message) => {
      unanswered++
      outgoing$.next(message)
    },
    unsent: () => unanswered * size,
    refused: () => refused,
    paced: (task) => {
      connection
        .pipe(
          receive$(),
          paced(connection, () => from(task())),
        )
        .subscribe()
    },
  }
}
