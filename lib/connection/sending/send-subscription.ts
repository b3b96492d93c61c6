import type { Either } from 'fp-ts/lib/Either.js'
import type { Subscriber } from 'rxjs'

import type { ConnectionError } from '../../model/connection-error.ts'
import { runUserCode } from '../run-user-code.ts'
import type { QueueEntry } from './send-queue.ts'

/** Where a message is: with its subscription alone, in the queue, or handed to the socket. */
export type Place = 'Unqueued' | 'Waiting' | 'Written'

/** A message on its way out: the one object that sending it takes. */
export interface PendingMessage<Out> extends QueueEntry<PendingMessage<Out>> {
  readonly subscription: SendSubscription<Out>
  readonly value: Out
  data: string | Uint8Array
  readonly isBinary: boolean
  place: Place
  /** The subscription's next message. */
  nextOfSubscription: PendingMessage<Out> | undefined
  result: Either<ConnectionError, Out> | undefined
}

/** How a source came to its end; told after its results. */
type Ending = { readonly _tag: 'Completed' } | { readonly _tag: 'Errored'; readonly error: unknown }

/** One subscription of a `send`: it answers its messages in the order in which it got them. */
export class SendSubscription<Out> {
  readonly #subscriber: Subscriber<Either<ConnectionError, Out>>
  #first: PendingMessage<Out> | undefined
  #last: PendingMessage<Out> | undefined
  #ending: Ending | undefined
  /** Nobody listens any more. */
  isAbandoned = false

  constructor(subscriber: Subscriber<Either<ConnectionError, Out>>) {
    this.#subscriber = subscriber
  }

  /** A message was taken from the source: from here on it is owed an answer. */
  add(message: PendingMessage<Out>): void {
    if (this.#last === undefined) this.#first = message
    else this.#last.nextOfSubscription = message
    this.#last = message
  }

  /** Answers a message: at once, or as soon as those before it are answered. */
  settle(message: PendingMessage<Out>, result: Either<ConnectionError, Out>): void {
    message.result = result
    if (message === this.#first) this.#answer()
  }

  #answer(): void {
    for (let message = this.#first; message?.result !== undefined; message = this.#first) {
      this.#first = message.nextOfSubscription
      if (this.#first === undefined) this.#last = undefined
      this.#subscriber.next(message.result)
    }
    this.#finish()
  }

  /** The source has ended. */
  end(ending: Ending): void {
    this.#ending = ending
    this.#finish()
  }

  #finish(): void {
    if (this.#ending === undefined || this.#first !== undefined || this.isAbandoned) return
    const ending = this.#ending
    runUserCode(() => {
      if (ending._tag === 'Completed') this.#subscriber.complete()
      else this.#subscriber.error(ending.error)
    })
  }

  /** Nobody listens any more: gives up the messages that are not answered. */
  abandon(): ReadonlyArray<PendingMessage<Out>> {
    this.isAbandoned = true
    const messages: PendingMessage<Out>[] = []
    for (let message = this.#first; message !== undefined; message = message.nextOfSubscription) messages.push(message)
    this.#first = this.#last = undefined
    return messages
  }
}
