import type { Subscriber } from 'rxjs'

import { emitTo } from './run-user-code.ts'

/** One subscriber of a list. */
export class ListedSubscriber<T> {
  readonly subscriber: Subscriber<T>
  /** A number that grows from one subscriber to the next. */
  readonly order: number
  next: ListedSubscriber<T> | undefined
  readonly #list: SubscriberList<T>
  #previous: ListedSubscriber<T> | undefined

  constructor(list: SubscriberList<T>, subscriber: Subscriber<T>, order: number) {
    this.#list = list
    this.subscriber = subscriber
    this.order = order
    this.#previous = list.last
    if (list.last === undefined) list.first = this
    else list.last.next = this
    list.last = this
  }

  /** Leaves the list; does nothing when it has left. */
  leave(): void {
    const list = this.#list
    const previous = this.#previous
    const { next } = this
    if (previous === undefined && list.first !== this) return
    if (previous === undefined) list.first = next
    else previous.next = next
    if (next === undefined) list.last = previous
    else next.#previous = previous
    // `next` stays: a loop that stands here goes on to those who are still subscribed.
    this.#previous = undefined
  }
}

/**
 * Subscribers in the order of subscription. Joining and leaving take constant time, also while a value is being emitted: a
 * subscriber that has left still leads to those behind it.
 */
export class SubscriberList<T> {
  first: ListedSubscriber<T> | undefined
  last: ListedSubscriber<T> | undefined
}

/** Whether a list has a subscriber. */
export function isObserved(subscribers: SubscriberList<never> | undefined): boolean {
  return subscribers?.first !== undefined
}

/**
 * Emits to the subscribers whose order is below `joined`: those that had joined when that was read. rxjs itself emits
 * nothing to a subscriber that has left.
 */
export function emit<T>(subscribers: SubscriberList<T> | undefined, value: T, joined: number): void {
  for (let one = subscribers?.first; one !== undefined && one.order < joined; one = one.next) {
    emitTo(one.subscriber, value)
  }
}
