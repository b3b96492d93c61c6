import type { Either } from 'fp-ts/lib/Either.js'
import { Observable, type Subscriber, type Subscription } from 'rxjs'

import { emitTo, runUserCode } from '../../connection/run-user-code.ts'
import { SendSubscription } from '../../connection/sending/send-subscription.ts'
import { setSharedTimer } from '../../connection/timers/shared-timers.ts'
import type { Timer, TimerOwner } from '../../connection/timers/timer.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import { maxTimerDelay } from '../../model/retry.ts'
import type { SocketLoss } from '../shared/loss.ts'
import { notSent, refused, replyLost, replyTimedOut, replyUnreadable, type RequestError } from './request-error.ts'
import type { Requests } from './requests.ts'

/** The progress of a request. */
type Progress<Out> =
  /** `send` has the message and has not answered: it is queued or being written. */
  | { readonly _tag: 'Sending'; readonly subscription: SendSubscription<Out> }
  /** The message was handed to the operating system, on the socket that is open now. */
  | { readonly _tag: 'Sent' }
  /** The socket that carried the message is gone. With `resend`, the next `Open` sends it again. */
  | { readonly _tag: 'Lost'; readonly cause: ConnectionError }
  | { readonly _tag: 'Settled' }

const sent = { _tag: 'Sent' } as const
const settled = { _tag: 'Settled' } as const

const codecIssues = { issues: [{ path: '', message: 'ask threw' }] }

/** One request, from its subscription to its result. */
export class PendingRequest<In, Out, Value, Reply, Refusal, Id> implements TimerOwner {
  readonly id: Id
  readonly #requests: Requests<In, Out, Value, Reply, Refusal, Id>
  readonly #value: Value
  readonly #subscriber: Subscriber<Either<RequestError<Refusal>, Reply>>
  #message: { readonly value: Out } | undefined
  #progress: Progress<Out> = settled
  #sending: Subscription | undefined
  #timer: Timer | undefined

  constructor(
    requests: Requests<In, Out, Value, Reply, Refusal, Id>,
    value: Value,
    subscriber: Subscriber<Either<RequestError<Refusal>, Reply>>,
  ) {
    this.#requests = requests
    this.#value = value
    this.#subscriber = subscriber
    this.id = requests.nextId()
  }

  start(): void {
    const { connection, core, options, timeout } = this.#requests
    const { id } = this
    try {
      this.#message = { value: options.ask(id, this.#value) }
    } catch (cause) {
      const error = failure('EncodeFailed', connection.name, 'ask threw', codecIssues, cause)
      core.fault(error)
      this.#emit(E.left(notSent(connection.name, error)))
      return
    }
    if (!this.#requests.add(this)) {
      const what = 'request: nextId gave the id of a request that is still pending. Give a new id for each request'
      this.#subscriber.error(new TypeError(what))
      return
    }
    if (timeout < Infinity) {
      this.#timer = setSharedTimer(core.options.clock, Math.min(timeout, maxTimerDelay), this)
    }
    this.#send(this.#message.value, false)
  }

  /** Sends the message; `isVolatile` binds it to the socket that is open now. */
  #send(message: Out, isVolatile: boolean): void {
    const { outbox } = this.#requests.core
    this.#sending = new Observable<Either<ConnectionError, Out>>((subscriber) => {
      const subscription = new SendSubscription<Out>(subscriber)
      this.#progress = { _tag: 'Sending', subscription }
      outbox.send(subscription, message, undefined, isVolatile)
    }).subscribe({
      next: (result) => {
        if (result._tag === 'Left') this.#unsent(result.left, isVolatile)
        else if (this.#progress._tag === 'Sending') this.#progress = sent
      },
      error: () => undefined, // A `send` never errors by itself.
    })
  }

  /** The message did not leave, or may not have left. */
  #unsent(error: ConnectionError, isAgain: boolean): void {
    if (this.#progress._tag === 'Settled') return
    const { connection, options } = this.#requests
    const isUncertain = error._tag === 'SendUncertain'
    if (options.resend === true && (isUncertain || (isAgain && error._tag === 'NotOpen'))) {
      this.#progress = { _tag: 'Lost', cause: error }
    } else
      this.#settle(E.left(isUncertain || isAgain ? replyLost(connection.name, error) : notSent(connection.name, error)))
  }

  /** A message of the peer answers this request. */
  reply(message: In): void {
    const { connection, options } = this.#requests
    let result: Either<RequestError<Refusal>, Reply>
    try {
      const read = options.read(message, this.#value)
      result = read._tag === 'Right' ? read : E.left(refused(connection.name, read.left))
    } catch (cause) {
      const error = failure('DecodeFailed', connection.name, 'read threw', { data: '', issues: [] }, cause)
      result = E.left(replyUnreadable(connection.name, error))
    }
    this.#settle(result)
  }

  /** The socket has ended. A message that is still queued is not affected: its `send` goes on. */
  lose({ cause, isRunning }: SocketLoss): void {
    const { connection, options } = this.#requests
    const isLost = this.#progress._tag === 'Lost'
    if (!isLost && this.#progress._tag !== 'Sent') return
    if (options.resend !== true || !isRunning) this.#settle(E.left(replyLost(connection.name, cause)))
    else if (!isLost) this.#progress = { _tag: 'Lost', cause }
  }

  /** The connection is open again: a request that was lost is sent again, ahead of the queue. */
  resend(): void {
    if (this.#progress._tag === 'Lost' && this.#message !== undefined) this.#send(this.#message.value, true)
  }

  elapsed(): void {
    this.#timer = undefined
    const { connection, timeout } = this.#requests
    const hasLeft = this.#hasLeft()
    this.#settle(E.left(replyTimedOut(connection.name, timeout)))
    if (hasLeft) this.#requests.cancel(this.id)
  }

  /** The subscriber has left. */
  abandon(): void {
    if (this.#progress._tag === 'Settled') return
    const hasLeft = this.#hasLeft()
    this.#end()
    if (hasLeft) this.#requests.cancel(this.id)
  }

  /** Takes the message back if it waits. Returns whether the socket that is open now has carried it. */
  #hasLeft(): boolean {
    const progress = this.#progress
    if (progress._tag === 'Sending') return this.#requests.core.outbox.withdraw(progress.subscription) === 0
    return progress._tag === 'Sent'
  }

  #settle(result: Either<RequestError<Refusal>, Reply>): void {
    if (this.#progress._tag === 'Settled') return
    this.#end()
    this.#emit(result)
  }

  #end(): void {
    const progress = this.#progress
    this.#progress = settled
    if (progress._tag === 'Sending') this.#requests.core.outbox.withdraw(progress.subscription)
    this.#sending?.unsubscribe()
    this.#timer?.cancel()
    this.#requests.remove(this)
  }

  #emit(result: Either<RequestError<Refusal>, Reply>): void {
    emitTo(this.#subscriber, result)
    runUserCode(() => {
      this.#subscriber.complete()
    })
  }
}
