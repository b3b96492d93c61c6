import { defer, Observable, type Subscriber, type Subscription } from 'rxjs'

import { emitTo, runUserCode } from '../../connection/run-user-code.ts'
import { emit, isObserved, ListedSubscriber, SubscriberList } from '../../connection/subscriber-list.ts'
import type { Timer, TimerOwner } from '../../connection/timers/timer.ts'
import type { TopicRegistry } from './topic-registry.ts'

/** The subscription of a topic at the server, on the socket that is open now. */
export type ServerSubscription =
  | { readonly _tag: 'None' }
  /** The topics of one `subscribe` share one object, so that its refusal ends no later subscription. */
  | { readonly _tag: 'Live' }
  /** `messages$` lost its last subscriber: the server has to unsubscribe before it subscribes again. */
  | { readonly _tag: 'Stale' }

export const none: ServerSubscription = { _tag: 'None' }
export const stale: ServerSubscription = { _tag: 'Stale' }

/** One topic that has subscribers, or had some within `linger`. */
export class Topic<In, Out, Key, T> implements TimerOwner {
  readonly key: Key
  server: ServerSubscription = none
  readonly #registry: TopicRegistry<In, Out, Key, T>
  readonly #subscribers = new SubscriberList<T>()
  #joined = 0
  /** The latest values, at most `replay`. */
  readonly #replayed: T[] = []
  /** The subscribers of `messages$`, with `through`: one, unless `through` subscribes more than once. */
  readonly #inner = new SubscriberList<In>()
  #innerJoined = 0
  #pipeline: Subscription | undefined
  #lingering: Timer | undefined

  constructor(registry: TopicRegistry<In, Out, Key, T>, key: Key) {
    this.#registry = registry
    this.key = key
  }

  /** Whether the topic has subscribers, or had some within `linger`. */
  get isKept(): boolean {
    return isObserved(this.#subscribers) || this.#lingering !== undefined
  }

  /** Whether the server should send the messages of the topic. With `through`, `messages$` decides that. */
  get isWanted(): boolean {
    return this.#registry.isCurrent(this) && (this.#registry.options.through === undefined || isObserved(this.#inner))
  }

  join(subscriber: Subscriber<T>): () => void {
    this.#lingering?.cancel()
    this.#lingering = undefined
    for (const value of this.#replayed) emitTo(subscriber, value)
    const joined = new ListedSubscriber(this.#subscribers, subscriber, this.#joined++)
    return () => {
      joined.leave()
      if (this.isKept || !this.#registry.isCurrent(this)) return
      this.#lingering = this.#registry.linger(this)
      this.#registry.change(this)
    }
  }

  /** `linger` has passed. The topics whose time ends in one turn leave together. */
  elapsed(): void {
    this.#lingering = undefined
    this.#registry.change(this)
  }

  /** Begins to transform the messages of a new socket, with `through`. */
  open(): void {
    const { through } = this.#registry.options
    if (through === undefined || this.#pipeline !== undefined) return
    this.#pipeline = defer(() => through(this.#messages$, this.key)).subscribe({
      next: (value) => {
        this.#emit(value)
      },
      error: (error: unknown) => {
        this.fail(error)
      },
      complete: () => {
        this.complete()
      },
    })
  }

  /** Stops to transform messages: the socket is gone, or nobody subscribes any more. */
  close(): void {
    const pipeline = this.#pipeline
    this.#pipeline = undefined
    runUserCode(() => pipeline?.unsubscribe())
  }

  readonly #messages$ = new Observable<In>((subscriber) => {
    const joined = new ListedSubscriber(this.#inner, subscriber, this.#innerJoined++)
    this.#registry.change(this)
    return () => {
      joined.leave()
      if (isObserved(this.#inner)) return
      if (this.server._tag === 'Live') this.server = stale
      this.#registry.change(this)
    }
  })

  receive(message: In): void {
    if (this.#registry.options.through !== undefined) emit(this.#inner, message, this.#innerJoined)
    // Without `through`, `T` is `In`.
    else this.#emit(message as unknown as T)
  }

  /** The peer has ended the topic. */
  end(): void {
    this.server = none
    for (let one = this.#inner.first; one !== undefined; one = one.next) {
      const { subscriber } = one
      runUserCode(() => {
        subscriber.complete()
      })
    }
    this.complete()
  }

  #emit(value: T): void {
    const { replay = 0 } = this.#registry.options
    if (replay > 0) this.#replayed.push(value)
    if (this.#replayed.length > replay) this.#replayed.shift()
    emit(this.#subscribers, value, this.#joined)
  }

  complete(): void {
    this.#leaveAll((subscriber) => {
      subscriber.complete()
    })
  }

  fail(error: unknown): void {
    this.#leaveAll((subscriber) => {
      subscriber.error(error)
    })
  }

  #leaveAll(notify: (subscriber: Subscriber<T>) => void): void {
    this.#registry.remove(this)
    for (let one = this.#subscribers.first; one !== undefined; one = one.next) {
      const { subscriber } = one
      runUserCode(() => {
        notify(subscriber)
      })
    }
  }
}
