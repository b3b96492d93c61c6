import type { Either } from 'fp-ts/lib/Either.js'
import { defer, Observable, type Subscription } from 'rxjs'

import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import type { Core } from '../core.ts'
import type { GreetingContext } from '../options/options.ts'
import { decodeMessage } from '../receiving/decode.ts'
import { readKind } from '../receiving/deliver.ts'
import { emit, isObserved, ListedSubscriber, SubscriberList } from '../subscriber-list.ts'
import type { Dial } from './dial.ts'

type Held = readonly [data: string | Uint8Array, isBinary: boolean]

/** Bytes that a held message takes besides its data. */
const overhead = 128

/** Bytes that held messages may take, with their overhead, although `maxMessageSize` is smaller. */
const minimumLimit = 64 * 1_024

/**
 * The exchange between the opening handshake and `Open`. A message that arrives while the greeting is not subscribed to
 * `receive$` is held: for its next subscription, or for all subscribers once the connection is open.
 */
export class Greeting<In, Out> {
  readonly #core: Core<In, Out>
  readonly #dial: Dial<In, Out>
  readonly #listeners = new SubscriberList<In>()
  #joined = 0
  #held: Held[] = []
  #heldBytes = 0
  #phase: 'Running' | 'Broken' | 'Over' = 'Running'
  #emitted: { readonly value: unknown } | undefined
  #subscription: Subscription | undefined

  constructor(core: Core<In, Out>, dial: Dial<In, Out>) {
    this.#core = core
    this.#dial = dial
  }

  run(greet: (context: GreetingContext<In, Out>) => unknown): void {
    const { name } = this.#core.options
    const context: GreetingContext<In, Out> = {
      receive$: this.#receive$,
      send: (value) => this.#send(value),
    }
    this.#subscription = defer(() => greet(context) as Observable<unknown>).subscribe({
      next: (value) => {
        this.#emitted = { value }
      },
      error: (cause: unknown) => {
        const error = failure('GreetingFailed', name, 'the greeting failed', {}, cause)
        this.#dial.fail(error)
      },
      complete: () => {
        this.#dial.greeted(this.#emitted)
      },
    })
  }

  /** A greeting may go on after its end, as an abandoned `async` function does. Its messages go nowhere then. */
  #send(value: Out): Either<ConnectionError, Out> {
    if (this.#phase !== 'Over') return this.#dial.sendDirectly(value, 'greeting')
    const error = failure('NotOpen', this.#core.options.name, 'message not sent: the greeting is over', {})
    this.#core.fault(error)
    return E.left(error)
  }

  stop(): void {
    this.#phase = 'Over'
    this.#held = []
    this.#subscription?.unsubscribe()
  }

  /** Takes a message that arrived during the greeting. */
  receive(data: string | Uint8Array, isBinary: boolean): void {
    if (this.#held.length === 0 && isObserved(this.#listeners)) {
      this.#emit(data, isBinary)
      return
    }
    const { maxMessageSize, name } = this.#core.options
    this.#held.push([data, isBinary])
    this.#heldBytes += data.length
    this.#dial.socket?.pause?.()
    // Without the overhead, any number of empty messages would cost nothing.
    const size = this.#heldBytes + (this.#held.length - 1) * overhead
    if (this.#heldBytes <= maxMessageSize && size <= Math.max(maxMessageSize, minimumLimit)) return
    const what = `more than maxMessageSize (${maxMessageSize} bytes) arrived before the greeting read it`
    this.#dial.fail(failure('ProtocolFailed', name, what, { code: 1009 }))
  }

  /** Ends the greeting and returns the messages that it did not read. The caller resumes reading. */
  release(): ReadonlyArray<Held> {
    this.#phase = 'Over'
    const held = this.#held
    this.#held = []
    return held
  }

  readonly #receive$: Observable<In> = new Observable<In>((subscriber) => {
    const listening = new ListedSubscriber(this.#listeners, subscriber, this.#joined++)
    subscriber.add(() => {
      listening.leave()
    })
    this.#catchUp()
  })

  #catchUp(): void {
    if (this.#held.length === 0) return
    while (isObserved(this.#listeners)) {
      const first = this.#held.shift()
      if (first === undefined) break
      this.#heldBytes -= first[0].length
      if (!this.#emit(...first)) return
    }
    if (this.#held.length === 0) this.#dial.socket?.resume?.()
  }

  /** Returns `false` if the message broke the protocol: none may follow it. */
  #emit(data: string | Uint8Array, isBinary: boolean): boolean {
    const { socket } = this.#dial
    if (socket === undefined || this.#phase === 'Broken') return false
    const message = readKind(socket, data, isBinary, true)
    if (message === undefined) {
      // The socket fails with 1007. Nothing that came behind counts any more (RFC 6455, section 8.1).
      this.#phase = 'Broken'
      this.#held = []
      return false
    }
    const decoded = decodeMessage(this.#core.options.name, this.#core.options.codec, message)
    if (decoded._tag === 'Right') emit(this.#listeners, decoded.right, this.#joined)
    // A turn of its own, since a greeting may subscribe to the held messages at any time.
    else this.#core.fault(decoded.left)
    return true
  }
}
