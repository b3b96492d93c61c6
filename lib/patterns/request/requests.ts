import { of, type Subscription } from 'rxjs'

import { type Connection, coreOf } from '../../connection/connection.ts'
import type { Core } from '../../connection/core.ts'
import { failure } from '../../model/connection-error.ts'
import type { Fault } from '../../model/connection-event.ts'
import type { ConnectionState } from '../../model/connection-state.ts'
import { discardPromise } from '../../model/mistakes/discard-promise.ts'
import { send } from '../../operators/send.ts'
import { socketLoss } from '../shared/loss.ts'
import { type ConnectionWatcher, watchConnection } from '../shared/watch.ts'
import type { PendingRequest } from './pending-request.ts'
import { replyLost } from './request-error.ts'
import type { RequestOptions } from './request-options.ts'

/**
 * The pending requests of one `request`, by id. However many there are, a message is looked up once, and the connection
 * has one subscription for messages and one for its lifecycle.
 */
export class Requests<In, Out, Value, Reply, Refusal, Id> implements ConnectionWatcher<In> {
  readonly connection: Connection<In, Out>
  readonly core: Core<In, Out>
  readonly options: RequestOptions<In, Out, Value, Reply, Refusal, Id>
  /** Milliseconds. */
  readonly timeout: number
  readonly #pending = new Map<Id, PendingRequest<In, Out, Value, Reply, Refusal, Id>>()
  #watching: Subscription | undefined
  #count = 0

  constructor(connection: Connection<In, Out>, options: RequestOptions<In, Out, Value, Reply, Refusal, Id>) {
    const { timeout = 30_000 } = options
    if (!(timeout > 0)) throw new RangeError('request: timeout must be a number of milliseconds above 0, or Infinity')
    this.connection = connection
    this.core = coreOf(connection)
    this.options = options
    this.timeout = timeout
  }

  nextId(): Id {
    // Without `nextId`, `Id` is `number`.
    return this.options.nextId === undefined ? (++this.#count as Id) : this.options.nextId()
  }

  /** Adds a request. Returns `false` if a request with its id is pending. */
  add(id: Id, request: PendingRequest<In, Out, Value, Reply, Refusal, Id>): boolean {
    if (this.#pending.has(id)) return false
    this.#pending.set(id, request)
    this.#watching ??= watchConnection(this.connection, this)
    return true
  }

  remove(id: Id): void {
    this.#pending.delete(id)
    if (this.#pending.size > 0) return
    this.#watching?.unsubscribe()
    this.#watching = undefined
  }

  /** Sends the cancellation of a request, on the socket that is open now or not at all. */
  cancel(id: Id): void {
    const { cancel } = this.options
    if (cancel === undefined || this.core.state._tag !== 'Open') return
    let message: Out
    try {
      message = cancel(id)
    } catch (cause) {
      const issues = [{ path: '', message: 'cancel threw' }]
      const what = 'the cancellation of a request was not sent: cancel threw'
      this.core.fault(failure('EncodeFailed', this.connection.name, what, { issues }, cause))
      return
    }
    of(message)
      .pipe(send(this.connection, { volatile: true }))
      .subscribe({ error: () => undefined })
  }

  onMessage(value: In): void {
    const id = this.#idOf(value)
    if (id === undefined) return
    const request = this.#pending.get(id)
    if (request === undefined) discardPromise(id)
    else request.reply(value)
  }

  #idOf(value: In): Id | undefined {
    try {
      return this.options.idOf(value)
    } catch {
      return undefined
    }
  }

  onLifecycle(event: ConnectionState | Fault): void {
    if (event._tag === 'Open') {
      // A copy: a request that is settled meanwhile leaves the map, and one that is added was not lost.
      for (const request of [...this.#pending.values()]) request.resend()
      return
    }
    const loss = socketLoss(this.connection.name, event)
    if (loss === undefined) return
    // One loss is one error, whatever the number of requests.
    const lost = replyLost(this.connection.name, loss.cause)
    for (const request of [...this.#pending.values()]) request.lose(lost, loss.isRunning)
  }
}
