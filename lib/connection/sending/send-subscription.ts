import type { Either } from 'fp-ts/lib/Either.js'
import type { Subscriber } from 'rxjs'

import type { ConnectionError } from '../../model/connection-error.ts'
import type { Inspected } from '../inspector.ts'
import { emitTo, runUserCode } from '../run-user-code.ts'
import type { PendingMessage } from './pending-message.ts'

/** The end of a source. It is passed on behind the results. */
type Ending = { readonly _tag: 'Completed' } | { readonly _tag: 'Errored'; readonly error: unknown }

/**
 * One subscription of `send`. It emits one result for each message, in the order in which the messages came. A run of
 * refusals that waits behind an unsettled message is one entry with a count, so that memory is bounded by the messages
 * that were accepted.
 */
export class SendSubscription<Out> {
  readonly #subscriber: Subscriber<Either<ConnectionError, Out>>
  readonly #inspected: Inspected
  #first: PendingMessage<Out> | undefined
  #last: PendingMessage<Out> | undefined
  #ending: Ending | undefined
  /** Whether the subscriber has left. */
  isAbandoned = false
  /** The number of `EncodeFailed` results that wait behind an unsettled message. Each has an error of its own. */
  waitingEncodeErrors = 0

  constructor(subscriber: Subscriber<Either<ConnectionError, Out>>, inspected: Inspected) {
    this.#subscriber = subscriber
    this.#inspected = inspected
  }

  /** Whether every message is settled and its result emitted. */
  get isSettled(): boolean {
    return this.#first === undefined
  }

  /** Whether the oldest message without a result was handed to a socket. */
  get isWritten(): boolean {
    return this.#first?.place === 'Written'
  }

  /** Appends a message of the source. Its result is due from now on. */
  add(message: PendingMessage<Out>): void {
    message.previousOfSubscription = this.#last
    if (this.#last === undefined) this.#first = message
    else this.#last.nextOfSubscription = message
    this.#last = message
  }

  /** Settles a message. Its result is emitted now, or as soon as the messages before it are settled. */
  settle(message: PendingMessage<Out>, result: Either<ConnectionError, Out>): void {
    this.#inspected.inspector?.settled(message, result)
    if (this.isAbandoned) return
    message.result = result
    if (message !== this.#first) {
      if (result._tag === 'Left') this.#hold(message, result.left)
      return
    }
    this.#emitSettled()
  }

  /** Keeps a refusal until the messages before it are settled, in one entry with its neighbours where possible. */
  #hold(message: PendingMessage<Out>, error: ConnectionError): void {
    message.value = undefined
    message.data = ''
    if (error._tag === 'EncodeFailed') {
      this.waitingEncodeErrors++
      return
    }
    const { previousOfSubscription: previous, nextOfSubscription: next } = message
    if (isRefusedFor(previous, error)) this.#merge(previous, message)
    if (isRefusedFor(next, error)) this.#merge(isRefusedFor(previous, error) ? previous : message, next)
  }

  #merge(kept: PendingMessage<Out>, merged: PendingMessage<Out>): void {
    kept.count += merged.count
    this.#remove(merged)
  }

  #remove(message: PendingMessage<Out>): void {
    const { previousOfSubscription: previous, nextOfSubscription: next } = message
    if (previous === undefined) this.#first = next
    else previous.nextOfSubscription = next
    if (next === undefined) this.#last = previous
    else next.previousOfSubscription = previous
    message.previousOfSubscription = message.nextOfSubscription = undefined
  }

  #emitSettled(): void {
    for (let message = this.#first; message?.result !== undefined; message = this.#first) {
      const { result } = message
      // A run stays first until its last result, so that what the subscriber sends meanwhile comes behind it.
      message.count--
      if (message.count <= 0) {
        this.#remove(message)
        if (this.waitingEncodeErrors > 0 && isEncodeError(result)) this.waitingEncodeErrors--
      }
      emitTo(this.#subscriber, result)
    }
    this.#finish()
  }

  /** Passes the end of the source on, behind the results. */
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

  /** The subscriber has left. Returns the messages whose results were not emitted. */
  abandon(): ReadonlyArray<PendingMessage<Out>> {
    this.isAbandoned = true
    const messages: PendingMessage<Out>[] = []
    for (let message = this.#first; message !== undefined; message = message.nextOfSubscription) messages.push(message)
    this.#first = this.#last = undefined
    return messages
  }
}

/**
 * Whether an entry is a refusal for the same reason. `EncodeFailed` never is: it describes one message. Any other error
 * describes the connection, so one object may stand for all.
 */
function isRefusedFor<Out>(
  entry: PendingMessage<Out> | undefined,
  error: ConnectionError,
): entry is PendingMessage<Out> {
  return entry?.result?._tag === 'Left' && entry.result.left._tag === error._tag
}

function isEncodeError(result: Either<ConnectionError, unknown>): boolean {
  return result._tag === 'Left' && result.left._tag === 'EncodeFailed'
}

/** Marks messages that were removed from the queue. Before any user code runs, which may withdraw them a second time. */
export function markUnqueued<Out>(messages: ReadonlyArray<PendingMessage<Out>>): void {
  for (const message of messages) if (message.place === 'Waiting') message.place = 'Unqueued'
}

/** Settles messages that were removed from the queue, with the one `Left` of their common cause. */
export function settleAll<Out>(
  messages: ReadonlyArray<PendingMessage<Out>>,
  result: Either<ConnectionError, never>,
): void {
  // All of them first: a subscriber that leaves on its first result withdraws its other messages.
  for (const message of messages) message.place = 'Unqueued'
  for (const message of messages) message.subscription.settle(message, result)
}
