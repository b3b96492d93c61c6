import * as t from 'io-ts'
import {
  binary,
  clientStart$,
  clientStop$,
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
import { catchError, EMPTY, from, ignoreElements, lastValueFrom, mergeMap, Subject, take } from 'rxjs'

import { type Kind, payloads, type Quote } from '../payload.ts'
import type { Contender, ServingContender } from './contender.ts'

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
 * pulsewire with its defaults: a lease that receives the messages, and a subscription to the connection for each further
 * subscriber. io-ts checks objects in both directions. The results of `send` and the errors are subscribed to. Modules that
 * a workload does not use are not loaded: with a larger heap V8 collects the chunks of large messages twice as often.
 */
export const connect: Contender = (wish) => {
  const { url, kind, size, isCompressed, subscribers, waiting, isInstrumented, received, opened } = wish
  const connection: Connection<unknown, unknown> = defineConnection({
    url,
    codec: codecs[kind],
    compression: isCompressed,
  })
  connection.pipe(start$(), take(1)).subscribe(() => {
    if (waiting !== undefined) {
      void import('./waiting.ts').then(({ wait }) => {
        wait(connection, waiting).subscribe((value) => received(value))
        opened()
      })
    } else if (isInstrumented) {
      void import('./instrumented.ts').then(({ instrumented }) => {
        instrumented(connection)
        opened()
      })
    } else opened()
  })
  clientStart$(connection)
    .pipe(waiting?.what === 'topics' ? ignoreElements() : receive$())
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
      // `OutboxFull` is expected with a peer that does not read, `NotOpen` after a close; any other error is a failure.
      if (error._tag !== 'OutboxFull' && error._tag !== 'NotOpen') console.error(error.message)
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
    close: async () => {
      await lastValueFrom(clientStop$(connection), { defaultValue: undefined })
    },
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

/** `accept$` with its defaults: each connection is one lease, whose messages are sent back or just received. */
export const serve: ServingContender = async (role, payload) => {
  const { accept$ } = await import('pulsewire/server')
  return new Promise((resolve, reject) => {
    const onListening = ({ port }: { readonly port: number }): void => resolve(`ws://127.0.0.1:${port}/`)
    accept$({ port: 0, host: '127.0.0.1', codec: codecs[payloads[payload].kind], onListening })
      .pipe(
        mergeMap((peer) => {
          const messages$ = clientStart$(peer).pipe(receive$())
          return (role === 'echo' ? messages$.pipe(send(peer)) : messages$).pipe(catchError(() => EMPTY))
        }),
      )
      .subscribe({ error: reject })
  })
}
