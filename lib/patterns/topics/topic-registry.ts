import type { Subscriber, Subscription } from 'rxjs'

import { type Connection, coreOf } from '../../connection/connection.ts'
import type { Clock } from '../../connection/timers/clock.ts'
import { setSharedTimer } from '../../connection/timers/shared-timers.ts'
import type { Timer } from '../../connection/timers/timer.ts'
import type { ConnectionError } from '../../model/connection-error.ts'
import type { Fault } from '../../model/connection-event.ts'
import type { ConnectionState } from '../../model/connection-state.ts'
import { discardPromise } from '../../model/mistakes/discard-promise.ts'
import { maxTimerDelay } from '../../model/retry.ts'
import { socketLoss } from '../shared/loss.ts'
import { type ConnectionWatcher, watchConnection } from '../shared/watch.ts'
import { Announcements } from './announcements.ts'
import { none, type ServerSubscription, stale, Topic } from './topic.ts'
import type { TopicOptions } from './topic-options.ts'

/** The topics of one `topics`, by key, and the subscriptions that were sent over the current socket. */
export class TopicRegistry<In, Out, Key, T> implements ConnectionWatcher<In> {
  readonly options: TopicOptions<In, Out, Key, T>
  readonly #connection: Connection<In, Out>
  readonly #announcements: Announcements<In, Out, Key, T>
  readonly #clock: Clock
  readonly #topics = new Map<Key, Topic<In, Out, Key, T>>()
  /** Topics whose subscription at the server may have to change at the end of the turn. */
  readonly #changed = new Set<Topic<In, Out, Key, T>>()
  #cancelFlush: (() => void) | undefined
  #watching: Subscription | undefined

  constructor(connection: Connection<In, Out>, options: TopicOptions<In, Out, Key, T>) {
    for (const name of ['linger', 'replay'] as const) {
      const value = options[name] ?? 0
      if (!(value >= 0)) throw new RangeError(`topics: ${name} must be a number of at least 0`)
    }
    this.options = options
    this.#connection = connection
    this.#announcements = new Announcements(connection, options)
    this.#clock = coreOf(connection).options.clock
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
    this.#watch()
    if (this.#announcements.isOpen) topic.open()
    this.change(topic)
    return leave
  }

  #watch(): void {
    this.#watching ??= watchConnection(this.#connection, this)
  }

  /** Keeps a topic for `linger`. Returns `undefined` if it is to leave at the end of the turn. */
  linger(topic: Topic<In, Out, Key, T>): Timer | undefined {
    const { linger = 0 } = this.options
    if (linger === 0) return undefined
    return setSharedTimer(this.#clock, Math.min(linger, maxTimerDelay), topic)
  }

  /** Removes a topic that has ended or that has no subscriber; if the server sends it, the end of the turn unsubscribes. */
  remove(topic: Topic<In, Out, Key, T>): void {
    if (!this.isCurrent(topic)) return
    this.#topics.delete(topic.key)
    topic.close()
    this.change(topic)
  }

  /** The subscription of a topic at the server may have to change. All changes of a turn leave together. */
  change(topic: Topic<In, Out, Key, T>): void {
    this.#changed.add(topic)
    this.#cancelFlush ??= this.#clock.after(0, () => {
      this.#cancelFlush = undefined
      this.#flush()
    })
  }

  #flush(): void {
    for (const topic of this.#changed) if (!topic.isKept) this.remove(topic)
    const changed = [...this.#changed]
    this.#changed.clear()
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
    if (this.#announcements.isOpen) this.#announce(changed)
    this.#stopIfUnused()
  }

  #stopIfUnused(): void {
    if (this.#topics.size > 0 || this.#changed.size > 0) return
    this.#watching?.unsubscribe()
    this.#watching = undefined
  }

  /** Brings the subscriptions at the server up to date: first those that end, then those that begin. */
  #announce(changed: ReadonlyArray<Topic<In, Out, Key, T>>): void {
    const ending = changed.filter(
      ({ server, isWanted }) => server._tag === 'Stale' || (server._tag === 'Live' && !isWanted),
    )
    for (const topic of ending) topic.server = none
    if (ending.length > 0) {
      this.#announcements.send('unsubscribe', keysOf(ending), (error) => {
        if (isOutboxFull(error)) this.#keepSubscribed(ending, error)
      })
    }
    const beginning = changed.filter(({ server, isWanted }) => server._tag === 'None' && isWanted)
    if (beginning.length === 0) return
    const live: ServerSubscription = { _tag: 'Live' }
    for (const topic of beginning) topic.server = live
    this.#announcements.send('subscribe', keysOf(beginning), (error) => {
      for (const topic of beginning) {
        // A topic that has been subscribed again meanwhile was not refused.
        if (topic.server !== live) continue
        topic.server = none
        topic.fail(error)
      }
    })
  }

  /** The outbox had no room for the unsubscription: it is sent with the next changes, ahead of a new subscription. */
  #keepSubscribed(ending: ReadonlyArray<Topic<In, Out, Key, T>>, error: unknown): void {
    for (const topic of ending) {
      const current = this.#topics.get(topic.key)
      if (current?.server._tag === 'Live') continue
      topic.server = stale
      this.#changed.add(topic)
      if (current?.isWanted === true) current.fail(error)
    }
    this.#watch()
  }

  onMessage(message: In): void {
    const topic = this.#topicOf(message)
    if (topic === undefined) return
    topic.receive(message)
    if (this.#isLast(message)) topic.end()
  }

  #topicOf(message: In): Topic<In, Out, Key, T> | undefined {
    try {
      const key = this.options.keyOf(message)
      if (key === undefined) return undefined
      const topic = this.#topics.get(key)
      if (topic === undefined) discardPromise(key)
      return topic
    } catch {
      return undefined // As if it had not recognised the message.
    }
  }

  #isLast(message: In): boolean {
    try {
      const isLast: unknown = this.options.isLast?.(message)
      discardPromise(isLast)
      return isLast === true
    } catch {
      return false
    }
  }

  onLifecycle(event: ConnectionState | Fault): void {
    if (event._tag === 'Open') {
      // A copy: `through` may join other topics, which begin by themselves.
      for (const topic of [...this.#topics.values()]) {
        topic.open()
        this.#changed.add(topic)
      }
      // In this turn: subscriptions go ahead of the queue.
      this.#flush()
    } else if (socketLoss(this.#connection.name, event) !== undefined) this.#lose()
  }

  /** The socket has ended, and all subscriptions at the server with it: those of topics that have left, too. */
  #lose(): void {
    this.#announcements.abandon()
    for (const topic of this.#changed) {
      topic.server = none
      // An unsubscription that was kept back is not due any more.
      if (!this.isCurrent(topic)) this.#changed.delete(topic)
    }
    for (const topic of this.#topics.values()) topic.server = none
    for (const topic of [...this.#topics.values()]) topic.close()
    this.#stopIfUnused()
  }
}

function isOutboxFull(error: unknown): boolean {
  return error instanceof Error && (error as Partial<ConnectionError>)._tag === 'OutboxFull'
}

function keysOf<Key>(topics: ReadonlyArray<{ readonly key: Key }>): ReadonlyArray<Key> {
  return topics.map(({ key }) => key)
}
