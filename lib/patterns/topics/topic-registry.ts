import { isObservable, type Observable, of, type Subscriber, Subscription } from 'rxjs'

import { type Connection, coreOf } from '../../connection/connection.ts'
import type { Core } from '../../connection/core.ts'
import { setSharedTimer } from '../../connection/timers/shared-timers.ts'
import type { Timer } from '../../connection/timers/timer.ts'
import type { Fault } from '../../model/connection-event.ts'
import type { ConnectionState } from '../../model/connection-state.ts'
import { send } from '../../operators/send.ts'
import { socketLoss } from '../shared/loss.ts'
import { type ConnectionWatcher, watchConnection } from '../shared/watch.ts'
import { Topic } from './topic.ts'
import type { TopicOptions } from './topic-options.ts'

/** The topics of one `topics`, by key, and the subscriptions that the current socket was told of. */
export class TopicRegistry<In, Out, Key, T> implements ConnectionWatcher<In> {
  readonly options: TopicOptions<In, Out, Key, T>
  readonly #connection: Connection<In, Out>
  readonly #core: Core<In, Out>
  readonly #topics = new Map<Key, Topic<In, Out, Key, T>>()
  /** Topics whose subscription at the server may have to change at the end of the turn. */
  readonly #changed = new Set<Topic<In, Out, Key, T>>()
  #cancelFlush: (() => void) | undefined
  #watching: Subscription | undefined
  /** The Observables of `subscribe` and `unsubscribe` that are under way on the current socket. */
  #saying = new Subscription()

  constructor(connection: Connection<In, Out>, options: TopicOptions<In, Out, Key, T>) {
    for (const name of ['linger', 'replay'] as const) {
      const value = options[name] ?? 0
      if (!(value >= 0)) throw new RangeError(`topics: ${name} must be a number of at least 0`)
    }
    this.options = options
    this.#connection = connection
    this.#core = coreOf(connection)
  }

  get #isOpen(): boolean {
    return this.#core.state._tag === 'Open'
  }

  isCurrent(topic: Topic<In, Out, Key, T>): boolean {
    return this.#topics.get(topic.key) === topic
  }

  join(key: Key, subscriber: Subscriber<T>): () => void {
    const known = this.#topics.get(key)
    if (known !== undefined) return known.join(subscriber)
    const topic = new Topic(this, key)
    this.#topics.set(key, topic)
    const leave = topic.join(subscriber)
    this.#watching ??= watchConnection(this.#connection, this)
    if (this.#isOpen) topic.open()
    this.change(topic)
    return leave
  }

  /** Abandons a topic after `linger`, or at the end of the turn. */
  abandonLater(topic: Topic<In, Out, Key, T>): Timer | undefined {
    const { linger = 0 } = this.options
    if (linger > 0) return setSharedTimer(this.#core.options.clock, linger, topic)
    this.change(topic)
    return undefined
  }

  abandon(topic: Topic<In, Out, Key, T>): void {
    if (topic.isUsed) return
    this.remove(topic)
    this.#flush()
  }

  /** Removes a topic that has ended or that nobody uses; if the server sends it, the end of the turn unsubscribes. */
  remove(topic: Topic<In, Out, Key, T>): void {
    if (!this.isCurrent(topic)) return
    this.#topics.delete(topic.key)
    topic.close()
    this.change(topic)
  }

  /** The subscription of a topic at the server may have to change. All changes of a turn leave together. */
  change(topic: Topic<In, Out, Key, T>): void {
    this.#changed.add(topic)
    this.#cancelFlush ??= this.#core.options.clock.after(0, () => {
      this.#cancelFlush = undefined
      this.#flush()
    })
  }

  #flush(): void {
    const { linger = 0 } = this.options
    for (const topic of this.#changed) if (linger === 0 && !topic.isUsed) this.remove(topic)
    const changed = [...this.#changed]
    this.#changed.clear()
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
    if (this.#isOpen) this.#tell(changed)
    if (this.#topics.size > 0) return
    this.#watching?.unsubscribe()
    this.#watching = undefined
  }

  /** Brings the subscriptions at the server up to date: first those that end, then those that begin. */
  #tell(changed: ReadonlyArray<Topic<In, Out, Key, T>>): void {
    const { subscribe, unsubscribe } = this.options
    const ending = changed.filter(({ server, isWanted }) => server === 'Stale' || (server === 'Live' && !isWanted))
    for (const topic of ending) topic.server = 'None'
    if (ending.length > 0 && unsubscribe !== undefined) this.#say(ending, unsubscribe, () => undefined)
    const beginning = changed.filter(({ server, isWanted }) => server === 'None' && isWanted)
    for (const topic of beginning) topic.server = 'Live'
    if (beginning.length === 0) return
    this.#say(beginning, subscribe, (error) => {
      for (const topic of beginning) {
        if (!this.isCurrent(topic)) continue
        topic.server = 'None'
        topic.fail(error)
      }
    })
  }

  #say(
    about: ReadonlyArray<Topic<In, Out, Key, T>>,
    make: (keys: ReadonlyArray<Key>) => Out | Observable<unknown>,
    refuse: (error: unknown) => void,
  ): void {
    let said: Out | Observable<unknown>
    try {
      said = make(about.map(({ key }) => key))
    } catch (error) {
      refuse(error)
      return
    }
    if (isObservable(said)) {
      // An error that the loss of the socket causes is no refusal: the next `Open` says it again.
      const error = (refusal: unknown): void => {
        if (this.#isOpen) refuse(refusal)
      }
      this.#saying.add(said.subscribe({ error }))
      return
    }
    of(said)
      .pipe(send(this.#connection, { volatile: true }))
      .subscribe({
        next: (result) => {
          if (result._tag === 'Right' || !this.#isOpen) return
          refuse(result.left)
        },
        error: () => undefined, // A `send` never errors by itself.
      })
  }

  onMessage(message: In): void {
    const { keyOf, isLast } = this.options
    try {
      const key = keyOf(message)
      const topic = key === undefined ? undefined : this.#topics.get(key)
      if (topic === undefined) return
      topic.receive(message)
      if (isLast?.(message) === true) topic.end()
    } catch {
      // A message on which `keyOf` or `isLast` throws belongs to no topic, or is not the last.
    }
  }

  onLifecycle(event: ConnectionState | Fault): void {
    if (event._tag === 'Open') {
      for (const topic of this.#topics.values()) {
        topic.open()
        this.#changed.add(topic)
      }
      // In this turn: subscriptions go ahead of the queue.
      this.#flush()
    } else if (socketLoss(this.#connection.name, event) !== undefined) {
      const saying = this.#saying
      this.#saying = new Subscription()
      saying.unsubscribe()
      for (const topic of this.#topics.values()) {
        topic.server = 'None'
        topic.close()
      }
    }
  }
}
