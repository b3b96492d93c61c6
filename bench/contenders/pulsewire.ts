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

  let outgoing$: Subject<unknown> | undefined
  let unanswered = 0
  let refused = 0
  const startSending = (): Subject<unknown> => {
    const messages$ = new Subject<unknown>()
    messages$.pipe(send(connection)).subscribe(() => unanswered--)
    connection.pipe(error$()).subscribe((error) => {
      refused++
      // A peer that does not read fills it, and is meant to; nothing else should go wrong.
      if (error._tag !== 'OutboxFull') console.error(error.message)
    })
    return messages$
  }
  return {
    send: (message) => {
      outgoing$ ??= startSending()
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
