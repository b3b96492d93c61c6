import type { Observable } from 'rxjs'
import { type Subscriber } from 'rxjs'

import type { ConnectionEvent, Fault } from '../model/connection-event.ts'
import type { Closed, ConnectionState } from '../model/connection-state.ts'
import { emitTo } from './run-user-code.ts'

/** The values of each channel. A subscriber that needs less than events costs no event objects. */
export interface ChannelValues<In> {
  /** All events. */
  readonly events: ConnectionEvent<In>
  /** States and faults. */
  readonly lifecycle: ConnectionState | Fault
  /** Decoded messages. */
  readonly values: In
  /** Messages as strings, whether they came as text or binary. */
  readonly texts: string
  /** Messages as bytes, whether they came as text or binary. */
  readonly bytes: Uint8Array
  /** The round trip of each answered ping, in milliseconds. */
  readonly latencies: number
  /** Bytes given to `send` and not settled, on every change. */
  readonly unsent: number
  /** The code of the peer's close frame, as soon as it is read. Not every platform shows it. */
  readonly closings: number
  /** The end of each socket that was open, that of a restart too. */
  readonly ends: Pick<Closed, 'code' | 'reason' | 'wasClean'>
}

export type ChannelName = keyof ChannelValues<unknown>

/** An Observable of events that also offers single channels. */
export interface HasChannels<In> {
  /** @internal */
  channel<L extends ChannelName>(name: L): Observable<ChannelValues<In>[L]>
}

/** Returns a channel of a connection or a lease; `undefined` for any other stream of events. */
export function channelOf<In, L extends ChannelName>(
  source$: Observable<ConnectionEvent<In>>,
  name: L,
): Observable<ChannelValues<In>[L]> | undefined {
  const { channel } = source$ as Partial<HasChannels<In>>
  return channel?.call(source$, name) as Observable<ChannelValues<In>[L]> | undefined
}

/** One subscriber of one channel. */
export interface ChannelSubscriber {
  readonly channel: ChannelName
  readonly subscriber: Subscriber<never>
  /** The number of subscribers that joined any channel of the connection before this one. */
  readonly order: number
  previous: ChannelSubscriber | undefined
  next: ChannelSubscriber | undefined
}

/**
 * The subscribers of a channel, in order of subscription. Joining and leaving take constant time, also while a value is
 * being emitted: a subscriber that has left still leads to those behind it.
 */
export interface Subscribers<T> {
  first: ChannelSubscriber | undefined
  last: ChannelSubscriber | undefined
  /** Carries the type of the values; never set. */
  readonly type?: T
}

/** The subscribers of a connection, by channel. A channel that never had a subscriber is `undefined`. */
export class Channels<In> implements Readonly<{ [L in ChannelName]: Subscribers<ChannelValues<In>[L]> | undefined }> {
  events: Subscribers<ConnectionEvent<In>> | undefined
  lifecycle: Subscribers<ConnectionState | Fault> | undefined
  values: Subscribers<In> | undefined
  texts: Subscribers<string> | undefined
  bytes: Subscribers<Uint8Array> | undefined
  latencies: Subscribers<number> | undefined
  unsent: Subscribers<number> | undefined
  closings: Subscribers<number> | undefined
  ends: Subscribers<Pick<Closed, 'code' | 'reason' | 'wasClean'>> | undefined
  /** The number of subscribers that have joined so far. A value emitted now is for those with a lower `order`. */
  joined = 0

  add(channel: ChannelName, subscriber: Subscriber<never>): ChannelSubscriber {
    const list: Subscribers<unknown> = (this[channel] ??= { first: undefined, last: undefined })
    const added: ChannelSubscriber = {
      channel,
      subscriber,
      order: this.joined++,
      previous: list.last,
      next: undefined,
    }
    if (list.last === undefined) list.first = added
    else list.last.next = added
    list.last = added
    return added
  }

  remove(leaving: ChannelSubscriber): void {
    const list = this[leaving.channel]
    const { previous, next } = leaving
    if (list === undefined || (previous === undefined && list.first !== leaving)) return
    if (previous === undefined) list.first = next
    else previous.next = next
    if (next === undefined) list.last = previous
    else next.previous = previous
    // `next` stays: a loop that stands here goes on to those who are still subscribed.
    leaving.previous = undefined
  }
}

/** Whether a channel has a subscriber. */
export function isObserved(subscribers: Subscribers<unknown> | undefined): boolean {
  return subscribers?.first !== undefined
}

/**
 * Emits to the subscribers that had joined when `joined` was read from the channels. Those that join meanwhile get the
 * state that results, but not this value. rxjs itself emits nothing to a subscriber that has left.
 */
export function emit<T>(subscribers: Subscribers<T> | undefined, value: T, joined: number): void {
  for (let one = subscribers?.first; one !== undefined && one.order < joined; one = one.next) {
    emitTo(one.subscriber as Subscriber<T>, value)
  }
}
