import { isObservable, type Observable, of, Subscription } from 'rxjs'

import { type Connection, coreOf } from '../../connection/connection.ts'
import { runUserCode } from '../../connection/run-user-code.ts'
import { failure } from '../../model/connection-error.ts'
import { send } from '../../operators/send.ts'
import type { TopicOptions } from './topic-options.ts'

/** Sends what subscribes and unsubscribes at the server, on the socket that is open now or not at all. */
export class Announcements<In, Out, Key, T> {
  readonly #connection: Connection<In, Out>
  readonly #options: TopicOptions<In, Out, Key, T>
  /** The Observables of `subscribe` and `unsubscribe` that are under way on the current socket. */
  #underWay = new Subscription()

  constructor(connection: Connection<In, Out>, options: TopicOptions<In, Out, Key, T>) {
    this.#connection = connection
    this.#options = options
  }

  get isOpen(): boolean {
    return coreOf(this.#connection).state._tag === 'Open'
  }

  /** @param refuse - called if the message does not leave, or the peer refuses it, on the socket that is open now */
  send(kind: 'subscribe' | 'unsubscribe', keys: ReadonlyArray<Key>, refuse: (error: unknown) => void): void {
    const { epoch } = coreOf(this.#connection).state
    // A failure that the loss of the socket causes is no refusal: the next `Open` subscribes again.
    const error = (refusal: unknown): void => {
      if (this.isOpen && coreOf(this.#connection).state.epoch === epoch) refuse(refusal)
    }
    let announcement: Out | Observable<unknown> | undefined
    try {
      announcement = this.#options[kind]?.(keys)
    } catch (cause) {
      const { name } = this.#connection
      const issues = [{ path: '', message: `${kind} threw` }]
      coreOf(this.#connection).fault(failure('EncodeFailed', name, `topics: ${kind} threw`, { issues }, cause))
      error(cause)
      return
    }
    if (announcement === undefined) return
    if (isObservable(announcement)) {
      // Some messages of an unsubscription may have left, so it is not sent again.
      this.#underWay.add(announcement.subscribe({ error: kind === 'subscribe' ? error : () => undefined }))
      return
    }
    of(announcement)
      .pipe(send(this.#connection, { volatile: true }))
      .subscribe({
        next: (result) => {
          if (result._tag === 'Left') error(result.left)
        },
        error, // A `send` never errors by itself.
      })
  }

  /** The socket has ended: no answer of it counts any more. */
  abandon(): void {
    const underWay = this.#underWay
    this.#underWay = new Subscription()
    runUserCode(() => {
      underWay.unsubscribe()
    })
  }
}
