import { defer, Observable, type ObservableInput } from 'rxjs'

import type { GreetingContext } from '../connection/options/options.ts'
import { listen, relay } from '../connection/relay.ts'
import type { AcceptedSocket } from '../transport/accepting.ts'
import type { Socket } from '../transport/transport.ts'
import { isDismissed } from './refusal.ts'

/** The end of a greeting that is too late, or that is cut short by a stop: the peer may try again. */
const tryAgainLater = { code: 1013, reason: '' }

/** The end of a greeting that failed: the peer must not try the same again. */
const policyViolation = { code: 1008, reason: '' }

const messageTooBig = { code: 1009, reason: '' }

type Greet<In, Out> = (context: GreetingContext<In, Out>) => ObservableInput<unknown>

/**
 * Stands before an accepted socket until its greeting is over. A peer that has not authenticated is read only while the
 * greeting waits for a message, may send few bytes, and gets a close code if the greeting fails.
 */
export class GreetingGate<In, Out> {
  readonly #greet: Greet<In, Out>
  readonly #maxSize: number
  #accepted: AcceptedSocket | undefined
  #socket: Socket | undefined
  #readers = 0

  constructor(greet: Greet<In, Out>, maxSize: number) {
    this.#greet = greet
    this.#maxSize = maxSize
  }

  /** Takes the socket, which is paused. */
  close(accepted: AcceptedSocket, socket: Socket): void {
    this.#accepted = accepted
    this.#socket = socket
    accepted.partWith(tryAgainLater)
  }

  /** Runs the user's greeting behind the gate. */
  readonly greet = (context: GreetingContext<In, Out>): Observable<unknown> =>
    new Observable((subscriber) => {
      const fail = (cause: unknown): void => {
        subscriber.error(cause)
      }
      const receive$ = this.#gated(context.receive$, fail)
      listen(
        defer(() => this.#greet({ ...context, receive$ })),
        subscriber,
        {
          next: (value) => {
            subscriber.next(value)
          },
          error: (cause) => {
            this.#accepted?.partWith(isDismissed(cause) ? cause : policyViolation)
            fail(cause)
          },
          complete: () => {
            // Before the connection opens: what still comes belongs to its subscribers.
            this.#lift()
            subscriber.complete()
          },
        },
      )
    })

  /** The messages of the peer. It is read only while somebody is subscribed to them. */
  #gated(receive$: Observable<In>, fail: (cause: unknown) => void): Observable<In> {
    return new Observable((subscriber) => {
      this.#readers += 1
      if (this.#readers === 1) this.#read(fail)
      subscriber.add(() => {
        this.#readers -= 1
        if (this.#readers > 0) return
        this.#socket?.pause?.()
        this.#accepted?.unlimit()
      })
      relay(receive$, subscriber, {
        next: (value) => {
          subscriber.next(value)
        },
      })
    })
  }

  #read(fail: (cause: unknown) => void): void {
    this.#accepted?.limit(this.#maxSize, () => {
      this.#accepted?.partWith(messageTooBig)
      fail(new Error(`more than maxGreetingSize (${this.#maxSize} bytes) came while the greeting waited for a message`))
    })
    this.#socket?.resume?.()
  }

  #lift(): void {
    this.#accepted?.unlimit()
    this.#accepted?.partWith(undefined)
    this.#accepted = undefined
    this.#socket = undefined
  }
}
