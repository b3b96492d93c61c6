import type { Either } from 'fp-ts/lib/Either.js'
import { defer, Observable, Subject, type Subscription } from 'rxjs'

import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import type { Core } from '../core.ts'
import type { GreetingContext } from '../options.ts'
import { decodeMessage } from '../receiving/decode.ts'
import { readKind } from '../receiving/deliver.ts'
import type { Dial } from './dial.ts'

type Held = readonly [data: string | Uint8Array, isBinary: boolean]

/**
 * What is said and heard between the opening handshake and `Open`. A message that comes while the greeting is not
 * listening is kept: for its next subscriber, or for everybody once the connection is open.
 */
export class Greeting<In, Out> {
  readonly #core: Core<In, Out>
  readonly #dial: Dial<In, Out>
  readonly #listeners = new Subject<In>()
  #held: Held[] = []
  #heldBytes = 0
  #isOver = false
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
      error: (cause: unknown) => {
        const error = failure('GreetingFailed', name, 'the greeting failed', {}, cause)
        this.#dial.fail(error)
      },
      complete: () => {
        this.#dial.greeted()
      },
    })
  }

  /** A greeting that goes on after its end, as an abandoned `async` function does, has nobody to speak to. */
  #send(value: Out): Either<ConnectionError, Out> {
    if (!this.#isOver) return this.#dial.sendDirectly(value)
    const error = failure('NotOpen', this.#core.options.name, 'not sent, since the greeting is over', {})
    this.#core.fault(error)
    return E.left(error)
  }

  stop(): void {
    this.#isOver = true
    this.#subscription?.unsubscribe()
  }

  /** A message came while the greeting is under way. */
  receive(data: string | Uint8Array, isBinary: boolean): void {
    if (this.#held.length === 0 && this.#listeners.observed) {
      this.#emit(data, isBinary)
      return
    }
    const { maxMessageSize, name } = this.#core.options
    this.#held.push([data, isBinary])
    this.#heldBytes += data.length
    this.#dial.socket?.pause?.()
    if (this.#heldBytes <= maxMessageSize) return
    const what = 'more than maxMessageSize came before the greeting took it'
    const error = failure('ProtocolFailed', name, what, { code: 1009 })
    this.#dial.fail(error)
  }

  /** Gives away what the greeting did not take. That reading goes on is the open connection's business. */
  release(): ReadonlyArray<Held> {
    this.#isOver = true
    const held = this.#held
    this.#held = []
    return held
  }

  readonly #receive$: Observable<In> = new Observable<In>((subscriber) => {
    const listening = this.#listeners.subscribe(subscriber)
    this.#catchUp()
    return listening
  })

  #catchUp(): void {
    if (this.#held.length === 0) return
    while (this.#listeners.observed) {
      const first = this.#held.shift()
      if (first === undefined) break
      this.#heldBytes -= first[0].length
      this.#emit(...first)
    }
    if (this.#held.length === 0) this.#dial.socket?.resume?.()
  }

  #emit(data: string | Uint8Array, isBinary: boolean): void {
    const { socket } = this.#dial
    const message = socket === undefined ? undefined : readKind(socket, data, isBinary, true)
    if (message === undefined) return
    const decoded = decodeMessage(this.#core.options.name, this.#core.options.codec, message)
    if (decoded._tag === 'Right') this.#listeners.next(decoded.right)
    // In turn, since a greeting may come for what is kept at any time.
    else this.#core.fault(decoded.left)
  }
}
