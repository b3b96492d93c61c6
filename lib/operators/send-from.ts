import type { Either } from 'fp-ts/lib/Either.js'
import { firstValueFrom, Observable, Subject, takeUntil } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { messagesPerTurn, nextTurn } from '../connection/sending/next-turn.ts'
import { SendSubscription } from '../connection/sending/send-subscription.ts'
import { isWritable, offer, writable$ } from '../connection/sending/writable.ts'
import { type ConnectionError, failure } from '../model/connection-error.ts'

/**
 * Sends the values of an iterable, and pulls the next one only when there is room: while the connection is open and less
 * than 1/64 of `outbox.bytes` is unsent (256 KiB by default). So a source of any length takes no memory, nothing is refused
 * for want of room, and nothing is pulled while there is no connection.
 *
 * Emits results like `send`. Completes when the iterable is exhausted and every message is settled; errors when the
 * iterable throws, after the results. Unsubscribing ends the iterable (`return`). A source that is not iterable, or is a
 * string, errors with `EncodeFailed`.
 *
 * @example
 * sendFrom(uploads, createReadStream('big.log', { encoding: 'utf8' })).subscribe({ complete: () => console.log('done') })
 */
export function sendFrom<In, Out>(
  connection: Connection<In, Out>,
  source: AsyncIterable<Out> | Iterable<Out>,
): Observable<Either<ConnectionError, Out>> {
  return new Observable((subscriber) => {
    const core = coreOf(connection)
    const { outbox } = core
    const subscription = new SendSubscription<Out>(subscriber, core)
    const left$ = new Subject<void>()
    /** The iterator, as long as it is neither exhausted nor broken: `return` is called on no other. */
    let iterator: AnyIterator<Out> | undefined

    const hasLeft = (): boolean => subscriber.closed
    const room = async (size: number): Promise<void> => {
      // `left$` does not emit again.
      if (hasLeft() || isWritable(connection, size)) return
      await firstValueFrom(writable$(connection, size).pipe(takeUntil(left$)), { defaultValue: undefined })
    }

    const pull = async (): Promise<void> => {
      iterator = open(connection, source)
      for (let pulled = 1; ; pulled++) {
        await room(0)
        if (hasLeft()) return
        const result = await step(iterator, () => (iterator = undefined))
        if (result.done === true) return
        let size = hasLeft() ? 0 : offer(core, subscription, result.value)
        while (size > 0) {
          await room(size)
          size = hasLeft() ? 0 : offer(core, subscription, result.value)
        }
        if (pulled % messagesPerTurn === 0) await nextTurn()
      }
    }

    subscriber.add(() => {
      outbox.withdraw(subscription)
      left$.next()
      void close(iterator)
    })
    pull().then(
      () => {
        subscription.end({ _tag: 'Completed' })
      },
      (error: unknown) => {
        subscription.end({ _tag: 'Errored', error })
      },
    )
  })
}

type AnyIterator<T> = AsyncIterator<T> | Iterator<T>

function open<In, Out>(connection: Connection<In, Out>, source: unknown): AnyIterator<Out> {
  const { [Symbol.asyncIterator]: asynchronous, [Symbol.iterator]: synchronous } = Object(source) as Partial<
    AsyncIterable<Out> & Iterable<Out>
  >
  const method: unknown = asynchronous ?? synchronous
  if (typeof source !== 'string' && typeof method === 'function') return method.call(source) as AnyIterator<Out>
  const given = source === null ? 'null' : typeof source
  const message = `expected an iterable or async iterable of messages, and not a value of type ${given}`
  const error = failure(
    'EncodeFailed',
    connection.name,
    `sendFrom: ${message}. For one message use of(message).pipe(send(connection)).`,
    {
      issues: [{ path: '', message }],
    },
  )
  coreOf(connection).fault(error)
  throw error
}

/** One step of an iterator. `over` is called if it was the last one: the iterator is exhausted or has thrown. */
async function step<T>(iterator: AnyIterator<T>, over: () => void): Promise<IteratorResult<T, unknown>> {
  try {
    const result = await iterator.next()
    // As `for await` has it. Otherwise such an iterator would give `undefined` without end.
    if (Object(result) !== result) throw new TypeError('sendFrom: next() of the iterator gave no result object')
    if (result.done === true) over()
    return result
  } catch (error) {
    over()
    throw error
  }
}

/** Ends an iterator early. An iterator that fails then has no subscriber left to report it to. */
async function close(iterator: AnyIterator<unknown> | undefined): Promise<void> {
  try {
    await iterator?.return?.()
  } catch {
    // See above.
  }
}
