import { utf8Length } from '../../codecs/utf8.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import { emit } from '../channels.ts'
import type { Core } from '../core.ts'
import { encodeMessage } from './encode.ts'
import { SendQueue } from './send-queue.ts'
import type { PendingMessage, SendSubscription } from './send-subscription.ts'

/** Bytes handed to a socket and not answered, above which the rest waits here: it can then still be taken back. */
const maxUnansweredBytes = 1_024 * 1_024

/** Everything a connection has been given to send and has not answered. */
export class Outbox<In, Out> {
  readonly #core: Core<In, Out>
  readonly #queue: SendQueue<PendingMessage<Out>>
  #isPumping = false

  constructor(core: Core<In, Out>) {
    this.#core = core
    this.#queue = new SendQueue(core.options.outbox)
  }

  /** Bytes accepted and not settled. */
  get bytes(): number {
    return this.#queue.bytes
  }

  /** Takes a message. After a start or stop of the same turn it waits for those: program order holds. */
  send(subscription: SendSubscription<Out>, value: Out, binary: boolean | undefined): void {
    const message = this.#encode(subscription, value, binary)
    if (message === undefined) return
    if (this.#core.isPending) this.#admitLater(message)
    else this.#admit(message)
  }

  /** Apart from `send`, since what a closure holds is made whenever the function that has it is called. */
  #admitLater(message: PendingMessage<Out>): void {
    copyBytes(message)
    this.#core.post(() => {
      if (!message.subscription.isAbandoned) this.#admit(message)
    })
  }

  #encode(
    subscription: SendSubscription<Out>,
    value: Out,
    binary: boolean | undefined,
  ): PendingMessage<Out> | undefined {
    const { name, codec, transport } = this.#core.options
    const encoded = encodeMessage(name, codec, value, binary)
    const content = encoded._tag === 'Right' ? encoded.right : ''
    const data = typeof content === 'string' ? (transport.toBytes?.(content) ?? content) : content
    const message: PendingMessage<Out> = {
      subscription,
      value,
      data,
      isBinary: typeof content !== 'string',
      size: typeof data === 'string' ? utf8Length(data) : data.length,
      place: 'Unqueued',
      previous: undefined,
      next: undefined,
      nextOfSubscription: undefined,
      result: undefined,
    }
    subscription.add(message)
    if (encoded._tag === 'Right') return message
    this.#refuse(message, encoded.left)
    return undefined
  }

  #admit(message: PendingMessage<Out>): void {
    const { state } = this.#core
    switch (state._tag) {
      case 'Open': {
        const { waiting, writtenBytes } = this.#queue
        const waits = this.#core.flushedEpoch === state.epoch && (waiting > 0 || writtenBytes >= maxUnansweredBytes)
        this.#accept(message, waits, false)
        return
      }
      case 'Addressing':
      case 'Dialing':
      case 'Greeting':
      case 'Waiting':
        this.#accept(message, true, true)
        return
      case 'Flushing':
      case 'AwaitingClose':
        if (state.afterClose._tag !== 'Rest') {
          this.#accept(message, true, true)
          return
        }
        break
      case 'Idle':
      case 'Closed':
      case 'Failed':
    }
    this.#refuse(message, this.#notOpen())
  }

  #notOpen(): ConnectionError {
    return failure('NotOpen', this.#core.options.name, 'not sent, since it is not open and not about to be', {})
  }

  /** `counted`: whether it waits for a connection, and not only for its turn on one. */
  #accept(message: PendingMessage<Out>, waits: boolean, counted: boolean): void {
    const dropped = this.#queue.makeRoom(message.size, counted)
    if (dropped === undefined) {
      this.#refuse(message, this.#outboxFull())
      return
    }
    // The new one takes its place before those that gave way are answered: answers run the user's code.
    if (waits) this.#enqueue(message)
    else this.#write(message)
    for (const other of dropped) {
      other.place = 'Unqueued'
      this.#refuse(other, this.#outboxFull())
    }
    this.#emitUnsentBytes()
  }

  #emitUnsentBytes(): void {
    const { unsent, joined } = this.#core.channels
    emit(unsent, this.#queue.bytes, joined)
  }

  #outboxFull(): ConnectionError {
    return failure('OutboxFull', this.#core.options.name, 'not sent, since the outbox is full', {})
  }

  #enqueue(message: PendingMessage<Out>): void {
    copyBytes(message)
    message.place = 'Waiting'
    this.#queue.enqueue(message)
  }

  #write(message: PendingMessage<Out>): void {
    const dial = this.#core.dial
    message.place = 'Written'
    this.#queue.addWritten(message)
    dial?.socket?.send(message.data, message.isBinary, dial.done)
  }

  #refuse(message: PendingMessage<Out>, error: ConnectionError): void {
    this.#core.fault(error)
    message.subscription.settle(message, E.left(error))
  }

  /** The message handed to the socket first has left. */
  wrote(): void {
    const message = this.#queue.dequeueWritten()
    if (message === undefined) return
    message.subscription.settle(message, E.right(message.value))
    this.#emitUnsentBytes()
    if (this.#core.state._tag !== 'Open') this.reportFlushed()
    else if (this.#queue.waiting > 0) this.#pump()
  }

  /** One round at a time: a socket may answer, or end, while it is written to. */
  #pump(): void {
    if (this.#isPumping) return
    this.#isPumping = true
    try {
      while (this.#mayWrite()) {
        const message = this.#queue.dequeue()
        if (message === undefined) return
        this.#write(message)
      }
    } finally {
      this.#isPumping = false
    }
  }

  #mayWrite(): boolean {
    const { state, flushedEpoch } = this.#core
    return state._tag === 'Open' && flushedEpoch === state.epoch && this.#queue.writtenBytes < maxUnansweredBytes
  }

  /** Writes what waits: as much as a socket should hold, or all of it when the connection is closing. */
  flush(): void {
    if (this.#core.state._tag === 'Open') {
      this.#pump()
      return
    }
    for (let message = this.#queue.dequeue(); message !== undefined; message = this.#queue.dequeue()) {
      this.#write(message)
    }
  }

  /** Says `Flushed` if the connection is closing and everything handed to the socket has left. */
  reportFlushed(): void {
    const { state, dial } = this.#core
    if (state._tag === 'Flushing' && this.#queue.written === 0) {
      dial?.report({ _tag: 'Flushed', epoch: dial.epoch })
    }
  }

  /** The connection broke: whatever was being written may have arrived or not. */
  settleWritten(cause: ConnectionError | undefined): void {
    const messages = takeAll(() => this.#queue.dequeueWritten())
    if (messages.length === 0) return
    const what = `the connection ended while ${messages.length} message(s) were being written; the peer may have them`
    const error = failure('SendUncertain', this.#core.options.name, what, {}, cause)
    this.#core.publishFault(error)
    settleAll(messages, error)
    this.#emitUnsentBytes()
  }

  /** The run is over: what waits never leaves. */
  settleQueued(cause: ConnectionError | undefined): void {
    const messages = takeAll(() => this.#queue.dequeue())
    if (messages.length === 0) return
    const error = cause ?? this.#notOpen()
    if (cause === undefined) this.#core.publishFault(error)
    settleAll(messages, error)
    this.#emitUnsentBytes()
  }

  /** Nobody waits for a subscription's answers any more: what is not written is withdrawn. */
  withdraw(subscription: SendSubscription<Out>): void {
    for (const message of subscription.abandon()) {
      if (message.place === 'Waiting') {
        message.place = 'Unqueued'
        this.#queue.withdraw(message)
      }
    }
    this.#emitUnsentBytes()
  }
}

/** The subscription may use its bytes again, as after the platform's `send`. (The `slice` of a Buffer would not copy.) */
function copyBytes<Out>(message: PendingMessage<Out>): void {
  if (message.isBinary) message.data = new Uint8Array(message.data as Uint8Array)
}

function takeAll<T>(take: () => T | undefined): ReadonlyArray<T> {
  const taken: T[] = []
  for (let one = take(); one !== undefined; one = take()) taken.push(one)
  return taken
}

/** One cause is one error and one `Left`, whatever the number of messages. */
function settleAll<Out>(messages: ReadonlyArray<PendingMessage<Out>>, error: ConnectionError): void {
  const result = E.left(error)
  for (const message of messages) {
    message.place = 'Unqueued'
    message.subscription.settle(message, result)
  }
}
