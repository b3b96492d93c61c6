import {
  AsyncSubject,
  filter,
  firstValueFrom,
  fromEvent,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  Subject,
  Subscription,
} from 'rxjs'

import type { Connection } from '../connection/connection.ts'
import { writable$ } from '../connection/sending/writable.ts'
import { isRest } from '../model/connection-state.ts'
import { clientStart$ } from '../operators/client-start.ts'
import { send } from '../operators/send.ts'
import { sent } from '../operators/sent.ts'
import { Pull, type PullOptions } from './shared/pull.ts'

export type { PullOptions }

/**
 * The messages of a connection as a `ReadableStream`. It takes a lease with the first read, and cancelling releases
 * it. While nobody reads, the connection stops reading from the network. It closes when the run ends on purpose and
 * errors when it fails.
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
    // Nothing is asked for ahead of the reader: the pull has a mark of its own.
    { highWaterMark: 0 },
  )
}

/**
 * A `WritableStream` that sends. It takes a lease with the first write; closing and aborting release it. A write is done
 * when there is room for the next: while the connection is open and little is unsent. So a writer waits for a
 * connection that is on its way, and for a slow network. Closing waits until everything is answered. A message that was
 * not sent, and a connection that fails, errors the stream with its `ConnectionError`.
 *
 * @example
 * await file.stream().pipeTo(toWritableStream(uploads))
 */
export function toWritableStream<In, Out>(connection: Connection<In, Out>): WritableStream<Out> {
  const values = new Subject<Out>()
  const sending = new Subscription()
  let lease: Subscription | undefined
  // Not a promise, which would keep every write that waited for it.
  const done$ = new AsyncSubject<never>()
  sending.add(values.pipe(send(connection), sent(), ignoreElements()).subscribe(done$))
  // At rest nobody has to wait either: `send` says what is wrong.
  const ready$ = merge(writable$(connection), connection.channel('lifecycle').pipe(filter(isRest)))
  return new WritableStream<Out>({
    start: (controller) => {
      done$.subscribe({
        error: (error: unknown) => {
          lease?.unsubscribe()
          controller.error(error)
        },
      })
    },
    write: (value, controller) => {
      lease ??= clientStart$(connection).subscribe({
        error: (error: unknown) => {
          controller.error(error)
        },
      })
      values.next(value)
      // An abort waits for the write that is under way. (Node's types lack the signal.)
      const { signal } = controller as WritableStreamDefaultController & { readonly signal: AbortSignal }
      const aborted$ = fromEvent(signal, 'abort')
      return firstValueFrom(merge(ready$, aborted$, done$).pipe(map(() => undefined)), { defaultValue: undefined })
    },
    close: async () => {
      values.complete()
      await lastValueFrom(done$, { defaultValue: undefined })
      lease?.unsubscribe()
    },
    abort: () => {
      sending.unsubscribe()
      lease?.unsubscribe()
    },
  })
}

/**
 * A `ReadableStream` as something to pull from, also where the platform's streams cannot be iterated: for `sendFrom`,
 * which pulls only when there is room. Leaving it early cancels the stream, at once, even where a read is under way.
 *
 * @example
 * sendFrom(uploads, fromReadableStream(file.stream())).subscribe({ error: console.error })
 */
export function fromReadableStream<T>(stream: ReadableStream<T>): AsyncIterableIterator<T, undefined> {
  const reader = stream.getReader()
  let isOver = false
  const over = { done: true, value: undefined } as const
  const iterator: AsyncIterableIterator<T, undefined> = {
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
