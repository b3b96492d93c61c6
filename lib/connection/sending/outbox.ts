import type { Core } from '../core.ts'
import { OutboxWriter } from './outbox-writer.ts'
import { copyBytes, makeMessage, type PendingMessage } from './pending-message.ts'
import { Refusals } from './refusals.ts'
import { SendQueue } from './send-queue.ts'
import { markUnqueued, type SendSubscription, settleAll } from './send-subscription.ts'

/** All messages of a connection that were given to `send` and are not settled: accepts, refuses and withdraws them. */
export class Outbox<In, Out> {
  readonly writer: OutboxWriter<In, Out>
  readonly #core: Core<In, Out>
  readonly queue: SendQueue<PendingMessage<Out>>
  readonly #refusals: Refusals
  /** Bytes of the messages that wait for an earlier start or stop of the same turn. */
  #postponedBytes = 0

  constructor(core: Core<In, Out>) {
    this.#core = core
    this.queue = new SendQueue(core.options.outbox)
    this.#refusals = new Refusals(core.options.name, (error) => {
      core.fault(error)
    })
    this.writer = new OutboxWriter(core, this.queue, this.#refusals)
  }

  /** Bytes of the data that was accepted and is not settled. */
  get bytes(): number {
    return this.writer.bytes
  }

  /** Sends a message. After a start or stop of the same turn it waits for those: program order holds. */
  send(subscription: SendSubscription<Out>, value: Out, binary: boolean | undefined, isVolatile: boolean): void {
    this.add(makeMessage(this.#core.options, subscription, value, binary, isVolatile))
  }

  /** Takes a message, whether it encodes or not. */
  add(message: PendingMessage<Out>): void {
    const { options, isPending, inspector } = this.#core
    const { subscription, result } = message
    inspector?.given(message)
    subscription.add(message)
    if (result?._tag === 'Left') {
      if (subscription.waitingEncodeErrors > options.outbox.limit) subscription.settle(message, this.#refusals.full())
      else this.writer.fail(message, result.left)
    } else if (isPending) this.#admitLater(message)
    else this.#admit(message)
  }

  /** A separate method: V8 would otherwise allocate the closure's context on every call of `add`, the hot path. */
  #admitLater(message: PendingMessage<Out>): void {
    const { size, subscription } = message
    const bytes = this.queue.bytes + this.#postponedBytes
    if (bytes > 0 && bytes + size > this.#core.options.outbox.bytes) {
      subscription.settle(message, this.#refusals.full())
      return
    }
    copyBytes(message)
    this.#postponedBytes += size
    this.#core.post(() => {
      this.#postponedBytes -= size
      if (!subscription.isAbandoned) this.#admit(message)
    })
  }

  #admit(message: PendingMessage<Out>): void {
    const { state } = this.#core
    switch (state._tag) {
      case 'Open':
        this.#accept(message, this.writer.mustWait, false)
        return
      case 'Addressing':
      case 'Dialing':
      case 'Greeting':
      case 'Waiting':
        if (message.isVolatile) break
        this.#accept(message, true, true)
        return
      case 'Flushing':
      case 'AwaitingClose':
        if (message.isVolatile || state.afterClose._tag === 'Rest') break
        this.#accept(message, true, true)
        return
      case 'Idle':
      case 'Closed':
      case 'Failed':
    }
    message.subscription.settle(message, this.#refusals.notOpen(state, message.isVolatile))
  }

  /** @param counted - whether `limit` counts the message: it waits for a connection, and not only for its turn on one */
  #accept(message: PendingMessage<Out>, waits: boolean, counted: boolean): void {
    const dropped = this.queue.makeRoom(message.size, counted)
    if (dropped === undefined) {
      message.subscription.settle(message, this.#refusals.full())
      return
    }
    markUnqueued(dropped)
    // The new message takes its place before the dropped ones are settled: their results run the user's code.
    if (waits) {
      copyBytes(message)
      message.place = 'Waiting'
      this.queue.enqueue(message)
    } else this.writer.write(message)
    if (dropped.length > 0) settleAll(dropped, this.#refusals.full())
    this.writer.emitUnsentBytes()
  }

  /**
   * The subscriber has left: its messages that were not handed to a socket never leave.
   *
   * @returns the number of messages that were taken back
   */
  withdraw(subscription: SendSubscription<Out>): number {
    let count = 0
    for (const message of subscription.abandon()) {
      if (message.place === 'Written' || message.result !== undefined) continue
      if (message.place === 'Waiting') this.queue.withdraw(message)
      message.place = 'Unqueued'
      this.#core.inspector?.withdrawn(message)
      count++
    }
    if (count > 0) this.writer.emitUnsentBytes()
    return count
  }
}
