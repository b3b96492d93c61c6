import { filter, firstValueFrom, merge, startWith, Subject, Subscription } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { send } from '../operators/send.ts'
import { sent } from '../operators/sent.ts'
import { Pull, type PullOptions } from './shared/pull.ts'

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

/** Bytes given to `send` and not answered, above which a writer has to wait. */
const enough = 256 * 1_024

/**
 * A `WritableStream` that sends. A write is taken when there is room: while much is unsent, the writer waits. Closing
 * waits until everything is answered; a message that was not sent errors the stream with its `ConnectionError`. It
 * holds no lease: start the connection beside it.
 */
export function toWritableStream<In, Out>(connection: Connection<In, Out>): WritableStream<Out> {
  const { outgoing } = coreOf(connection)
  const values = new Subject<Out>()
  const room$ = connection.lane('unsent').pipe(
    startWith(0),
    filter(() => outgoing.bytes < enough),
  )
  const sending = new Subscription()
  const done = new Promise<void>((resolve, reject) => {
    sending.add(values.pipe(send(connection), sent()).subscribe({ error: reject, complete: resolve }))
  })
  return new WritableStream<Out>({
    start: (controller) => {
      done.catch((error: unknown) => {
        controller.error(error)
      })
    },
    write: async (value) => {
      values.next(value)
      await firstValueFrom(merge(room$, done), { defaultValue: undefined })
    },
    close: () => {
      values.complete()
      return done
    },
    abort: () => {
      sending.unsubscribe()
    },
  })
}

/**
 * A `ReadableStream` as something to pull from, also where the platform's streams cannot be iterated: for `sendFrom`,
 * which pulls only when there is room. Leaving it early cancels the stream.
 *
 * @example
 * sendFrom(uploads, fromReadableStream(file.stream())).subscribe({ error: console.error })
 */
export async function* fromReadableStream<T>(stream: ReadableStream<T>): AsyncGenerator<T, void, undefined> {
  const reader = stream.getReader()
  let isExhausted = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      isExhausted = done
      if (done) return
      yield value
    }
  } finally {
    if (!isExhausted) await reader.cancel()
    reader.releaseLock()
  }
}
