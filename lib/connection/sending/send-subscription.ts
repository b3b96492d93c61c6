import type { Either } from 'fp-ts/lib/Either.js'
import type { Subscriber } from 'rxjs'

import type { ConnectionError } from '../../model/connection-error.ts'
import { guarded } from '../run-user-code.ts'
import type { Entry } from './send-queue.ts'

/** Where a message is: with its sender alone, in the queue, or handed to the socket. */
export type Place = 'Outside' | 'Waiting' | 'Written'

/** A message on its way out: the one object that sending it takes. */
export interface Letter<Out> extends Entry<Letter<Out>> {
  readonly sender: Sender<Out>
  readonly value: Out
  data: string | Uint8Array
  readonly isBinary: boolean
  place: Place
  /** The sender's next message. */
  later: Letter<Out> | undefined
  result: Either<ConnectionError, Out> | undefined
}

/** How a source came to its end; told after its results. */
type Ending = { readonly _tag: 'Completed' } | { readonly _tag: 'Errored'; readonly error: unknown }

/** One subscription of a `send`: it answers its messages in the order in which it got them. */
export class Sender<Out> {
  readonly #subscriber: Subscriber<Either<ConnectionError, Out>>
  #first: Letter<Out> | undefined
  #last: Letter<Out> | undefined
  #ending: Ending | undefined
  /** Nobody listens any more. */
  isAbandoned = false

  constructor(subscriber: Subscriber<Either<ConnectionError, Out>>) {
    this.#subscriber = subscriber
  }

  /** A message was taken from the source: from here on it is owed an answer. */
  expect(letter: Letter<Out>): void {
    if (this.#last === undefined) this.#first = letter
    else this.#last.later = letter
    this.#last = letter
  }

  /** Answers a message: at once, or as soon as those before it are answered. */
  settle(letter: Letter<Out>, result: Either<ConnectionError, Out>): void {
    letter.result = result
    if (letter === this.#first) this.#answer()
  }

  #answer(): void {
    for (let letter = this.#first; letter?.result !== undefined; letter = this.#first) {
      this.#first = letter.later
      if (this.#first === undefined) this.#last = undefined
      this.#subscriber.next(letter.result)
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
    guarded(() => {
      if (ending._tag === 'Completed') this.#subscriber.complete()
      else this.#subscriber.error(ending.error)
    })
  }

  /** Nobody listens any more: gives up the messages that are not answered. */
  abandon(): ReadonlyArray<Letter<Out>> {
    this.isAbandoned = true
    const letters: Letter<Out>[] = []
    for (let letter = this.#first; letter !== undefined; letter = letter.later) letters.push(letter)
    this.#first = this.#last = undefined
    return letters
  }
}
