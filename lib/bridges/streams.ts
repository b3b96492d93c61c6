import type { Either } from 'fp-ts/lib/Either.js'
import {
  AsyncSubject,
  filter,
  firstValueFrom,
  fromEvent,
  ignoreElements,
  lastValueFrom,
  merge,
  Observable,
  type Subscription,
} from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { messagesPerTurn, nextTurn } from '../connection/sending/next-turn.ts'
import { SendSubscription } from '../connection/sending/send-subscription.ts'
import { isWritable, offer, writable$ } from '../connection/sending/writable.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import { isRest } from '../model/connection-state.ts'
import { clientStart$ } from '../operators/client-start.ts'
import { sent } from '../operators/sent.ts'
import { Pull, type PullOptions } from './shared/pull.ts'

export type { PullOptions }

/**
 * Returns the messages of a connection as a `ReadableStream`. It takes a lease with the first read, and cancelling releases
 * it. Without a pending read the connection stops reading from the network. The stream closes when the run ends on purpose
 * and errors with the run's `ConnectionError` when it fails.
 */
export function toReadableStream<In, Out>(connection: Connection<In, Out>, options?: PullOptions): ReadableStream<In> {
  const pull = new Pull(connection, options)
  return new ReadableStream<In>(
    {
      pull: async (controller) => {
        const { done, value } = await pull.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      cancel: () => {
        pull.close()
      },
    },
    // The stream itself reads nothing ahead: the pull has a mark of its own.
    { highWaterMark: 0 },
  )
}

/**
 * Returns a `WritableStream` that sends. It takes a lease with the first write; closing and aborting release it.
 *
 * A write is done when there is room for the next one: while the connection is open and less than 1/64 of `outbox.bytes`
 * is unsent (256 KiB by default). So a writer waits for a connection that is being opened, and for a slow network. `close`
 * waits until every message is settled. A message that was not sent, and a connection that fails, error the stream with
 * their `ConnectionError`.
 *
 * @example
 * await file.stream().pipeTo(toWritableStream(uploads))
 */
export function toWritableStream<In, Out>(connection: Connection<In, Out>): WritableStream<Out> {
  const core = coreOf(connection)
  const { outbox } = core
  let sending: SendSubscription<Out> | undefined
  let written = 0
  let lease: Subscription | undefined
  const results$ = new Observable<Either<ConnectionError, Out>>((subscriber) => {
    const subscription = new SendSubscription<Out>(subscriber, core)
    sending = subscription
    return () => {
      outbox.withdraw(subscription)
    }
  })
  // Not a promise, which would keep every write that has waited for it.
  const done$ = new AsyncSubject<never>()
  const results = results$.pipe(sent(), ignoreElements()).subscribe(done$)
  const atRest$ = connection.channel('lifecycle').pipe(filter(isRest))

  /** Waits for room, for a rest (where `send` answers at once), for an abort or for the end of the stream. */
  const room = async (size: number, signal: AbortSignal): Promise<void> => {
    // A signal that is aborted already fires no event.
    if (signal.aborted || isWritable(connection, size)) return
    const ready$: Observable<unknown> = merge(writable$(connection, size), atRest$, fromEvent(signal, 'abort'), done$)
    await firstValueFrom(ready$, { defaultValue: undefined })
  }

  return new WritableStream<Out>({
    start: (controller) => {
      done$.subscribe({
        error: (error: unknown) => {
          lease?.unsubscribe()
          controller.error(error)
        },
      })
    },
    write: async (value, controller) => {
      lease ??= clientStart$(connection).subscribe({
        error: (error: unknown) => {
          controller.error(error)
        },
      })
      // An abort waits for the write that is under way. (Node's types lack the signal.)
      const { signal } = controller as WritableStreamDefaultController & { readonly signal: AbortSignal }
      let size = sending === undefined ? 0 : offer(core, sending, value)
      while (size > 0) {
        await room(size, signal)
        size = signal.aborted || sending === undefined ? 0 : offer(core, sending, value)
      }
      await room(0, signal)
      if (++written % messagesPerTurn === 0) await nextTurn()
    },
    close: async () => {
      sending?.end({ _tag: 'Completed' })
      await lastValueFrom(done$, { defaultValue: undefined })
      lease?.unsubscribe()
    },
    abort: () => {
      results.unsubscribe()
      lease?.unsubscribe()
    },
  })
}

/**
 * Returns the chunks of a `ReadableStream` as an async iterable, also where the platform's streams are not iterable: for
 * `sendFrom`, which pulls only when there is room. Leaving it early cancels the stream at once, even during a read.
 *
 * @example
 * sendFrom(uploads, fromReadableStream(file.stream())).subscribe({ error: console.error })
 */
export function fromReadableStream<T>(stream: ReadableStream<T>): AsyncIterableIterator<T> {
  const reader = stream.getReader()
  let isOver = false
  const over = { done: true, value: undefined } as const
  const iterator: AsyncIterableIterator<T> = {
    [Symbol.asyncIterator]: () => iterator,
    next: async () => {
      if (isOver) return over
      const { done, value } = await reader.read()
      if (!done) return { done, value }
      isOver = true
      return over
    },
    return: async () => {
      if (!isOver) await reader.cancel()
      isOver = true
      return over
    },
  }
  return iterator
}
