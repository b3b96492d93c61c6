import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import type { Core } from '../core.ts'
import { emit } from '../subscriber-list.ts'
import { uncertain } from './encode.ts'
import { messageOverhead, type PendingMessage } from './pending-message.ts'
import { notOpen, type Refusals } from './refusals.ts'
import type { SendQueue } from './send-queue.ts'
import { markUnqueued, settleAll } from './send-subscription.ts'

/** Bytes handed to the socket and not settled, above which further messages wait here: they can still be withdrawn. */
const maxUnansweredBytes = 1_024 * 1_024

/** Hands the accepted messages to the socket, and settles them. */
export class OutboxWriter<In, Out> {
  readonly #core: Core<In, Out>
  readonly #queue: SendQueue<PendingMessage<Out>>
  readonly #refusals: Refusals
  #isPumping = false

  constructor(core: Core<In, Out>, queue: SendQueue<PendingMessage<Out>>, refusals: Refusals) {
    this.#core = core
    this.#queue = queue
    this.#refusals = refusals
  }

  /** Bytes of the data that was accepted and is not settled. */
  get bytes(): number {
    return this.#queue.bytes - messageOverhead * this.messages
  }

  /** The number of messages that were accepted and are not settled. */
  get messages(): number {
    return this.#queue.waiting + this.#queue.written
  }

  /** Whether a message for the open connection has to wait for its turn. */
  get mustWait(): boolean {
    const { state, flushedEpoch } = this.#core
    return flushedEpoch === state.epoch && (this.#queue.waiting > 0 || this.#queue.writtenBytes >= maxUnansweredBytes)
  }

  /** Emits the unsent bytes after a change, and ends a period of fullness when half of the outbox is empty. */
  emitUnsentBytes(): void {
    if (this.#refusals.isFull && this.#queue.isHalfEmpty) this.#refusals.endFullness()
    const { unsent, joined } = this.#core.channels
    if (unsent !== undefined) emit(unsent, this.bytes, joined)
  }

  /** Hands a message to the socket. */
  write(message: PendingMessage<Out>): void {
    const { dial, inspector } = this.#core
    inspector?.written(message, 'send')
    message.place = 'Written'
    this.#queue.addWritten(message)
    try {
      dial?.socket?.send(message.data, message.isBinary, dial.done)
    } catch (cause) {
      this.#failWrite(message, cause)
    }
  }

  /** The transport threw, so it will not settle this message: the next answer must not count for it. */
  #failWrite(message: PendingMessage<Out>, cause: unknown): void {
    if (message.place !== 'Written') return
    message.place = 'Unqueued'
    this.#queue.removeWritten(message)
    this.fail(message, uncertain(this.#core.options.name, cause))
    this.emitUnsentBytes()
    this.reportFlushed()
  }

  /** Settles a message with an error of its own, which is a Fault too. */
  fail(message: PendingMessage<Out>, error: ConnectionError): void {
    this.#core.fault(error)
    message.subscription.settle(message, E.left(error))
  }

  /** The oldest message that was handed to the socket has left. */
  wrote(): void {
    const message = this.#queue.dequeueWritten()
    if (message === undefined) return
    message.place = 'Unqueued'
    message.subscription.settle(message, E.right(message.value as Out))
    this.emitUnsentBytes()
    if (this.#core.state._tag !== 'Open') this.reportFlushed()
    else if (this.#queue.waiting > 0) this.#pump()
  }

  /** One round at a time: a socket may settle a message, or end, while it is written to. */
  #pump(): void {
    if (this.#isPumping) return
    this.#isPumping = true
    try {
      while (this.#mayWrite()) {
        const message = this.#queue.dequeue()
        if (message === undefined) return
        this.write(message)
      }
    } finally {
      this.#isPumping = false
    }
  }

  #mayWrite(): boolean {
    const { state, flushedEpoch } = this.#core
    return state._tag === 'Open' && flushedEpoch === state.epoch && this.#queue.writtenBytes < maxUnansweredBytes
  }

  /** Writes the waiting messages: as much as a socket should hold, or all of them when the connection is closing. */
  flush(): void {
    if (this.#core.state._tag === 'Open') {
      this.#pump()
      return
    }
    for (let message = this.#queue.dequeue(); message !== undefined; message = this.#queue.dequeue()) {
      this.write(message)
    }
  }

  /** Reports `Flushed` if the connection is closing and everything handed to the socket is settled. */
  reportFlushed(): void {
    const { state, dial } = this.#core
    if (state._tag === 'Flushing' && this.#queue.written === 0) {
      dial?.report({ _tag: 'Flushed', epoch: dial.epoch })
    }
  }

  /** The socket has ended: the peer may have received what was being written. Volatile messages end with their socket. */
  settleWritten(cause: ConnectionError | undefined): void {
    const { name } = this.#core.options
    const written = takeAll(() => this.#queue.dequeueWritten())
    const volatile = this.#queue.withdrawWhere(({ isVolatile }) => isVolatile)
    markUnqueued(volatile)
    if (written.length > 0) {
      const what = `the connection ended while ${written.length} message(s) were being written. The peer may have received them.`
      this.#settle(written, failure('SendUncertain', name, what, {}, cause))
    }
    if (volatile.length > 0) this.#settle(volatile, notOpen(name, this.#core.state))
  }

  /** The run is over: the waiting messages never leave. */
  settleQueued(cause: ConnectionError | undefined): void {
    const messages = takeAll(() => this.#queue.dequeue())
    if (messages.length === 0) return
    if (cause === undefined) {
      this.#settle(messages, notOpen(this.#core.options.name, this.#core.state))
      return
    }
    settleAll(messages, E.left(cause))
    this.emitUnsentBytes()
  }

  /** One cause is one error, one Fault and one `Left`, whatever the number of messages. */
  #settle(messages: ReadonlyArray<PendingMessage<Out>>, error: ConnectionError): void {
    markUnqueued(messages)
    this.#core.publishFault(error)
    settleAll(messages, E.left(error))
    this.emitUnsentBytes()
  }
}

function takeAll<T>(take: () => T | undefined): ReadonlyArray<T> {
  const taken: T[] = []
  for (let one = take(); one !== undefined; one = take()) taken.push(one)
  return taken
}
