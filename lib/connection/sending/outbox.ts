import { utf8Length } from '../../codecs/utf8.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import { tell } from '../channels.ts'
import { encodeMessage } from '../coding.ts'
import type { Core } from '../core.ts'
import { Outbox } from './send-queue.ts'
import type { Letter, Sender } from './send-subscription.ts'

/** Bytes handed to a socket and not answered, above which the rest waits here: it can then still be taken back. */
const window = 1_024 * 1_024

/** Everything a connection has been given to send and has not answered. */
export class Outgoing<In, Out> {
  readonly #core: Core<In, Out>
  readonly #outbox: Outbox<Letter<Out>>
  #isPumping = false

  constructor(core: Core<In, Out>) {
    this.#core = core
    this.#outbox = new Outbox(core.setup.outbox)
  }

  /** Bytes accepted and not settled. */
  get bytes(): number {
    return this.#outbox.bytes
  }

  /** Takes a message. After a start or stop of the same turn it waits for those: program order holds. */
  send(sender: Sender<Out>, value: Out, binary: boolean | undefined): void {
    const { mailbox } = this.#core
    const letter = this.#encode(sender, value, binary)
    if (letter === undefined) return
    if (mailbox.pending) this.#admitLater(letter)
    else this.#admit(letter)
  }

  /** Apart from `send`, since what a closure holds is made whenever the function that has it is called. */
  #admitLater(letter: Letter<Out>): void {
    keepBytes(letter)
    this.#core.mailbox.post(() => {
      if (!letter.sender.isAbandoned) this.#admit(letter)
    })
  }

  #encode(sender: Sender<Out>, value: Out, binary: boolean | undefined): Letter<Out> | undefined {
    const { name, codec, transport } = this.#core.setup
    const encoded = encodeMessage(name, codec, value, binary)
    const content = encoded._tag === 'Right' ? encoded.right : ''
    const data = typeof content === 'string' ? (transport.toBytes?.(content) ?? content) : content
    const letter: Letter<Out> = {
      sender,
      value,
      data,
      isBinary: typeof content !== 'string',
      size: typeof data === 'string' ? utf8Length(data) : data.length,
      place: 'Outside',
      previous: undefined,
      next: undefined,
      later: undefined,
      result: undefined,
    }
    sender.expect(letter)
    if (encoded._tag === 'Right') return letter
    this.#refuse(letter, encoded.left)
    return undefined
  }

  #admit(letter: Letter<Out>): void {
    const { state } = this.#core
    switch (state._tag) {
      case 'Open': {
        const { waiting, writtenBytes } = this.#outbox
        const waits = this.#core.flushedEpoch === state.epoch && (waiting > 0 || writtenBytes >= window)
        this.#accept(letter, waits, false)
        return
      }
      case 'Addressing':
      case 'Dialing':
      case 'Greeting':
      case 'Waiting':
        this.#accept(letter, true, true)
        return
      case 'Flushing':
      case 'Shaking':
        if (state.sequel._tag !== 'Rest') {
          this.#accept(letter, true, true)
          return
        }
        break
      case 'Idle':
      case 'Closed':
      case 'Failed':
    }
    this.#refuse(letter, this.#notOpen())
  }

  #notOpen(): ConnectionError {
    return failure('NotOpen', this.#core.setup.name, 'not sent, since it is not open and not about to be', {})
  }

  /** `counted`: whether it waits for a connection, and not only for its turn on one. */
  #accept(letter: Letter<Out>, waits: boolean, counted: boolean): void {
    const dropped = this.#outbox.makeRoom(letter.size, counted)
    if (dropped === undefined) {
      this.#refuse(letter, this.#full())
      return
    }
    // The new one takes its place before those that gave way are answered: answers run the user's code.
    if (waits) this.#queue(letter)
    else this.#write(letter)
    for (const other of dropped) {
      other.place = 'Outside'
      this.#refuse(other, this.#full())
    }
    this.#tellBytes()
  }

  #tellBytes(): void {
    const { unsent } = this.#core.lanes
    if (unsent.length > 0) tell(unsent, this.#outbox.bytes)
  }

  #full(): ConnectionError {
    return failure('OutboxFull', this.#core.setup.name, 'not sent, since the outbox is full', {})
  }

  #queue(letter: Letter<Out>): void {
    keepBytes(letter)
    letter.place = 'Waiting'
    this.#outbox.wait(letter)
  }

  #write(letter: Letter<Out>): void {
    const dial = this.#core.dial
    letter.place = 'Written'
    this.#outbox.write(letter)
    dial?.socket?.send(letter.data, letter.isBinary, dial.done)
  }

  #refuse(letter: Letter<Out>, error: ConnectionError): void {
    this.#core.fault(error)
    letter.sender.settle(letter, E.left(error))
  }

  /** The message handed to the socket first has left. */
  wrote(): void {
    const letter = this.#outbox.takeWritten()
    if (letter === undefined) return
    letter.sender.settle(letter, E.right(letter.value))
    this.#tellBytes()
    if (this.#core.state._tag !== 'Open') this.reportFlushed()
    else if (this.#outbox.waiting > 0) this.#pump()
  }

  /** One round at a time: a socket may answer, or end, while it is written to. */
  #pump(): void {
    if (this.#isPumping) return
    this.#isPumping = true
    try {
      while (this.#mayWrite()) {
        const letter = this.#outbox.takeWaiting()
        if (letter === undefined) return
        this.#write(letter)
      }
    } finally {
      this.#isPumping = false
    }
  }

  #mayWrite(): boolean {
    const { state, flushedEpoch } = this.#core
    return state._tag === 'Open' && flushedEpoch === state.epoch && this.#outbox.writtenBytes < window
  }

  /** Writes what waits: as much as a socket should hold, or all of it when the connection is closing. */
  flush(): void {
    if (this.#core.state._tag === 'Open') {
      this.#pump()
      return
    }
    for (let letter = this.#outbox.takeWaiting(); letter !== undefined; letter = this.#outbox.takeWaiting()) {
      this.#write(letter)
    }
  }

  /** Says `Flushed` if the connection is closing and everything handed to the socket has left. */
  reportFlushed(): void {
    const { state, dial } = this.#core
    if (state._tag === 'Flushing' && this.#outbox.written === 0) {
      dial?.report({ _tag: 'Flushed', epoch: dial.epoch })
    }
  }

  /** The connection broke: whatever was being written may have arrived or not. */
  settleWritten(cause: ConnectionError | undefined): void {
    const letters = all(() => this.#outbox.takeWritten())
    if (letters.length === 0) return
    const what = `the connection ended while ${letters.length} message(s) were being written; the peer may have them`
    const error = failure('SendUncertain', this.#core.setup.name, what, {}, cause)
    this.#core.publishFault(error)
    settleAll(letters, error)
    this.#tellBytes()
  }

  /** The run is over: what waits never leaves. */
  settleQueued(cause: ConnectionError | undefined): void {
    const letters = all(() => this.#outbox.takeWaiting())
    if (letters.length === 0) return
    const error = cause ?? this.#notOpen()
    if (cause === undefined) this.#core.publishFault(error)
    settleAll(letters, error)
    this.#tellBytes()
  }

  /** Nobody waits for a sender's answers any more: what is not written is withdrawn. */
  withdraw(sender: Sender<Out>): void {
    for (const letter of sender.abandon()) {
      if (letter.place === 'Waiting') {
        letter.place = 'Outside'
        this.#outbox.withdraw(letter)
      }
    }
    this.#tellBytes()
  }
}

/** The sender may use its bytes again, as after the platform's `send`. (The `slice` of a Buffer would not copy.) */
function keepBytes<Out>(letter: Letter<Out>): void {
  if (letter.isBinary) letter.data = new Uint8Array(letter.data as Uint8Array)
}

function all<T>(take: () => T | undefined): ReadonlyArray<T> {
  const taken: T[] = []
  for (let one = take(); one !== undefined; one = take()) taken.push(one)
  return taken
}

/** One cause is one error and one `Left`, whatever the number of messages. */
function settleAll<Out>(letters: ReadonlyArray<Letter<Out>>, error: ConnectionError): void {
  const result = E.left(error)
  for (const letter of letters) {
    letter.place = 'Outside'
    letter.sender.settle(letter, result)
  }
}
