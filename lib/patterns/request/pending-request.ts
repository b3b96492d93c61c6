import type { Either } from 'fp-ts/lib/Either.js'
import { Observable, type Subscriber } from 'rxjs'

import { emitTo, runUserCode } from '../../connection/run-user-code.ts'
import { SendSubscription } from '../../connection/sending/send-subscription.ts'
import { setSharedTimer } from '../../connection/timers/shared-timers.ts'
import { setInputTimer, type Timer, type TimerOwner } from '../../connection/timers/timer.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import { isRest } from '../../model/connection-state.ts'
import * as E from '../../model/either.ts'
import { discardPromise, isPromise } from '../../model/mistakes/discard-promise.ts'
import { maxTimerDelay } from '../../model/retry.ts'
import { readReply } from './read-reply.ts'
import { notSent, type ReplyLost, replyLost, replyTimedOut, type RequestError } from './request-error.ts'
import type { Requests } from './requests.ts'

/** The progress of a request. */
type Progress<Out> =
  /** `send` has the message and has not answered: it is queued or being written. */
  | { readonly _tag: 'Sending'; readonly subscription: SendSubscription<Out> }
  /** The message was handed to the operating system, on the socket that is open now. */
  | { readonly _tag: 'Sent' }
  /** The socket that carried the message is gone. With `resend`, the next `Open` sends it again. */
  | { readonly _tag: 'Lost' }
  | { readonly _tag: 'Settled' }

const sent = { _tag: 'Sent' } as const
const lost = { _tag: 'Lost' } as const
const settled = { _tag: 'Settled' } as const

/** One request, from its subscription to its result. */
export class PendingRequest<In, Out, Value, Reply, Refusal, Id> implements TimerOwner {
  readonly #requests: Requests<In, Out, Value, Reply, Refusal, Id>
  readonly #value: Value
  readonly #subscriber: Subscriber<Either<RequestError<Refusal>, Reply>>
  #asked: { readonly id: Id; readonly message: Out } | undefined
  #progress: Progress<Out> = settled
  #timer: Timer | undefined

  constructor(
    requests: Requests<In, Out, Value, Reply, Refusal, Id>,
    value: Value,
    subscriber: Subscriber<Either<RequestError<Refusal>, Reply>>,
  ) {
    this.#requests = requests
    this.#value = value
    this.#subscriber = subscriber
  }

  start(): void {
    const { core, options, timeout } = this.#requests
    let id: Id
    let message: Out
    try {
      id = this.#requests.nextId()
      if (isPromise(id)) {
        discardPromise(id)
        this.#refuse('nextId gave a Promise. It must give the id itself')
        return
      }
      message = options.ask(id, this.#value)
    } catch (cause) {
      this.#refuse('nextId or ask threw', cause)
      return
    }
    if (this.#subscriber.closed) return
    if (!this.#requests.add(id, this)) {
      this.#refuse('nextId gave the id of a request that is still pending. Give a new id for each request')
      return
    }
    this.#asked = { id, message }
    if (timeout < Infinity) {
      this.#timer = setSharedTimer(core.options.clock, Math.min(timeout, maxTimerDelay), this)
    }
    this.#send(message, false)
  }

  /** The request cannot be made into a message. */
  #refuse(problem: string, cause?: unknown): void {
    const { connection, core } = this.#requests
    const issues = [{ path: '', message: problem }]
    const error = failure('EncodeFailed', connection.name, `the request was not sent: ${problem}`, { issues }, cause)
    core.fault(error)
    this.#emit(E.left(notSent(connection.name, error)))
  }

  /** Sends the message; `isVolatile` binds it to the socket that is open now. */
  #send(message: Out, isVolatile: boolean): void {
    const { core } = this.#requests
    // Nothing holds the subscription: it ends with its result, and a message that is withdrawn has none.
    new Observable<Either<ConnectionError, Out>>((subscriber) => {
      const subscription = new SendSubscription<Out>(subscriber, core)
      this.#progress = { _tag: 'Sending', subscription }
      core.outbox.send(subscription, message, undefined, isVolatile)
      subscription.end({ _tag: 'Completed' })
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
    const { connection, core, options } = this.#requests
    const isUncertain = error._tag === 'SendUncertain'
    // On an open connection the transport has thrown: the socket lives on, so no `Open` need follow. At rest none follows.
    const mayResend = options.resend === true && core.state._tag !== 'Open' && !isRest(core.state)
    if (mayResend && (isUncertain || (isAgain && error._tag === 'NotOpen'))) this.#progress = lost
    else
      this.#settle(E.left(isUncertain || isAgain ? replyLost(connection.name, error) : notSent(connection.name, error)))
  }

  /** A message of the peer answers this request. It counts if the socket that is open now has carried the request. */
  reply(message: In): void {
    const progress = this.#progress
    if (progress._tag === 'Lost' || (progress._tag === 'Sending' && !progress.subscription.isWritten)) return
    this.#settle(readReply(this.#requests, message, this.#value))
  }

  /** The socket has ended. A message that is still queued is not affected: its `send` goes on. */
  lose(error: ReplyLost, isRunning: boolean): void {
    if (this.#progress._tag !== 'Lost' && this.#progress._tag !== 'Sent') return
    if (this.#requests.options.resend === true && isRunning) this.#progress = lost
    else this.#settle(E.left(error))
  }

  /** The connection is open again: a request that was lost is sent again, ahead of the queue. */
  resend(): void {
    if (this.#progress._tag === 'Lost' && this.#asked !== undefined) this.#send(this.#asked.message, true)
  }

  /** `timeout` has passed. After a blocked event loop the reply may have arrived and lie unread: that is read first. */
  elapsed(): void {
    const elapsed = (): void => {
      this.#timeOut()
    }
    this.#timer = setInputTimer(this.#requests.core.options.clock, { elapsed })
  }

  #timeOut(): void {
    const { connection, timeout } = this.#requests
    const hasLeft = this.#hasLeft()
    this.#end()
    if (hasLeft) this.#cancel()
    this.#emit(E.left(replyTimedOut(connection.name, timeout)))
  }

  /** The subscriber has left. */
  abandon(): void {
    if (this.#progress._tag === 'Settled') return
    const hasLeft = this.#hasLeft()
    this.#end()
    if (hasLeft) this.#cancel()
  }

  #cancel(): void {
    if (this.#asked !== undefined) this.#requests.cancel(this.#asked.id)
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
    this.#timer?.cancel()
    if (this.#asked !== undefined) this.#requests.remove(this.#asked.id)
  }

  #emit(result: Either<RequestError<Refusal>, Reply>): void {
    emitTo(this.#subscriber, result)
    runUserCode(() => {
      this.#subscriber.complete()
    })
  }
}
