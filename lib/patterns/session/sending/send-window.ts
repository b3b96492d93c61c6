import { LinkedList } from '../../../connection/linked-list.ts'
import type { PendingMessage } from '../../../connection/sending/pending-message.ts'
import type { SendSubscription } from '../../../connection/sending/send-subscription.ts'
import * as E from '../../../model/either.ts'
import { deliveryUncertain, sessionEnded, type WindowFull, windowFull } from '../session-error.ts'
import type { WindowLimits } from '../session-options.ts'
import { keptMessage } from './delivered-message.ts'

/** Writes a message on the socket of the session. */
export type WriteNumbered = (n: number, data: string | Uint8Array) => void

/**
 * The messages that were accepted and are not acknowledged, oldest first. Those that were sent on any socket come first and
 * are `Written`: they have numbers. The rest waits, has none yet, and can be withdrawn.
 */
export class SendWindow<Out> {
  readonly #limits: WindowLimits
  readonly #messages = new LinkedList<PendingMessage<Out>>()
  #bytes = 0
  /** The number of the message before the first one. */
  #acknowledged = 0
  /** The number of the latest message that has one. */
  #sent = 0
  /** The number of the latest message that the current socket has carried, or that the other end has. */
  #carried = 0
  /** The message behind that one. */
  #next: PendingMessage<Out> | undefined
  #full: WindowFull | undefined

  constructor(limits: WindowLimits) {
    this.#limits = limits
  }

  get sent(): number {
    return this.#sent
  }

  get count(): number {
    return this.#messages.count
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Whether the other end can go on from the message with this number. */
  canResumeFrom(got: number): boolean {
    return got >= this.#acknowledged && got <= this.#sent
  }

  /** Adds a message. Without room, its result is `WindowFull`: one error for each period of fullness. */
  add(message: PendingMessage<Out>, connection: string): boolean {
    const { limit, bytes } = this.#limits
    const fits = this.count < limit && (this.#bytes === 0 || this.#bytes + message.size <= bytes)
    if (!fits) {
      this.#full ??= windowFull(connection)
      message.subscription.settle(message, E.left(this.#full) as never)
      return false
    }
    message.place = 'Waiting'
    this.#append(message)
    return true
  }

  #append(message: PendingMessage<Out>): void {
    this.#messages.append(message)
    this.#bytes += message.size
    this.#next ??= message
  }

  #remove(message: PendingMessage<Out>): void {
    if (this.#next === message) this.#next = message.next
    this.#messages.remove(message)
    this.#bytes -= message.size
    message.place = 'Unqueued'
    const { limit, bytes } = this.#limits
    if (this.count <= limit / 2 && this.#bytes <= bytes / 2) this.#full = undefined
  }

  /** Gives the waiting messages their numbers, as a store needs them before they are sent. */
  number(each: WriteNumbered): void {
    let message = this.#messages.last
    while (message?.previous?.place === 'Waiting') message = message.previous
    for (; message?.place === 'Waiting'; message = message.next) {
      message.place = 'Written'
      each(++this.#sent, message.data)
    }
  }

  /** Adds a message that was sent before, as a store has kept it. Nobody waits for its result. */
  restore(data: string | Uint8Array): void {
    this.#sent++
    this.#append({ ...keptMessage<Out>(data), place: 'Written' })
  }

  /** Begins on a number, as a store has it. */
  beginAt(acknowledged: number): void {
    this.#acknowledged = this.#carried = this.#sent = acknowledged
  }

  /** A socket has begun: messages that are not acknowledged are sent anew on it. */
  rewind(): void {
    this.#carried = this.#acknowledged
    this.#next = this.#messages.first
  }

  /**
   * Sends messages, as long as fewer than `inFlight` are not acknowledged on the socket.
   *
   * @param last - the number of the latest message that may be sent
   */
  pump(write: WriteNumbered, last: number): void {
    const { inFlight } = this.#limits
    // Counted before each write, which may run the user's code, and with it another round.
    while (this.#next !== undefined && this.#carried < last && this.#carried - this.#acknowledged < inFlight) {
      const message = this.#next
      this.#next = message.next
      this.#carried++
      if (message.place === 'Waiting') {
        message.place = 'Written'
        this.#sent++
      }
      write(this.#carried, message.data)
    }
  }

  /**
   * The other end has taken all messages up to a number.
   *
   * @returns `false` if no message with this number was ever sent
   */
  acknowledge(n: number): boolean {
    if (n > this.#sent) return false
    while (this.#acknowledged < n) {
      const message = this.#messages.first
      if (message === undefined) break
      this.#acknowledged++
      this.#carried = Math.max(this.#carried, this.#acknowledged)
      this.#remove(message)
      message.subscription.settle(message, E.right(message.value as Out))
    }
    return true
  }

  /** The other end has forgotten the session. Messages that were sent are uncertain; the others begin a new numbering. */
  lose(connection: string, cause?: unknown): void {
    const sent = this.#take(({ place }) => place === 'Written')
    this.beginAt(0)
    this.#next = this.#messages.first
    this.#settle(sent, () => deliveryUncertain(connection, cause))
  }

  /** The session is over. */
  end(connection: string, cause?: unknown): void {
    this.lose(connection, cause)
    this.#settle(
      this.#take(() => true),
      () => sessionEnded(connection),
    )
  }

  #take(matches: (message: PendingMessage<Out>) => boolean): ReadonlyArray<PendingMessage<Out>> {
    const taken: PendingMessage<Out>[] = []
    for (
      let message = this.#messages.first;
      message !== undefined && matches(message);
      message = this.#messages.first
    ) {
      this.#remove(message)
      taken.push(message)
    }
    return taken
  }

  #settle(messages: ReadonlyArray<PendingMessage<Out>>, make: () => Error): void {
    if (messages.length === 0) return
    const result = E.left(make()) as never
    for (const message of messages) message.subscription.settle(message, result)
  }

  /** The subscriber has left: its messages that were never sent never will be. */
  withdraw(subscription: SendSubscription<Out>): void {
    for (const message of subscription.abandon()) if (message.place === 'Waiting') this.#remove(message)
  }
}
