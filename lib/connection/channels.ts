import type { Observable, Subscriber } from 'rxjs'

import type { ConnectionEvent, Fault } from '../model/connection-event.ts'
import type { Closed, ConnectionState } from '../model/connection-state.ts'
import { ListedSubscriber, SubscriberList } from './subscriber-list.ts'

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

/** The subscribers of a connection, by channel. A channel that never had a subscriber is `undefined`. */
export class Channels<In> implements Readonly<{
  [L in ChannelName]: SubscriberList<ChannelValues<In>[L]> | undefined
}> {
  events: SubscriberList<ConnectionEvent<In>> | undefined
  lifecycle: SubscriberList<ConnectionState | Fault> | undefined
  values: SubscriberList<In> | undefined
  texts: SubscriberList<string> | undefined
  bytes: SubscriberList<Uint8Array> | undefined
  latencies: SubscriberList<number> | undefined
  unsent: SubscriberList<number> | undefined
  closings: SubscriberList<number> | undefined
  ends: SubscriberList<Pick<Closed, 'code' | 'reason' | 'wasClean'>> | undefined
  /**
   * The number of subscribers that have joined so far. A value that is emitted now is for those with a lower `order`: one
   * that joins meanwhile gets the state that results, but not this value.
   */
  joined = 0

  add(channel: ChannelName, subscriber: Subscriber<never>): ListedSubscriber<never> {
    // The name of the channel decides the type of its values, which no type can follow here.
    const lists = this as Record<ChannelName, unknown> as Record<ChannelName, SubscriberList<never> | undefined>
    const list = (lists[channel] ??= new SubscriberList())
    return new ListedSubscriber(list, subscriber, this.joined++)
  }
}
