import type { Observable } from 'rxjs'
import { type Subscriber } from 'rxjs'

import type { ConnectionEvent, Fault } from '../model/connection-event.ts'
import type { ConnectionState } from '../model/connection-state.ts'

/** What each channel carries. Who wants less than events makes nobody build events. */
export interface ChannelValues<In> {
  /** Everything. */
  readonly events: ConnectionEvent<In>
  /** States and faults. */
  readonly lifecycle: ConnectionState | Fault
  /** What the codec makes of messages. */
  readonly values: In
  /** Messages as strings, whatever kind they were. */
  readonly texts: string
  /** Messages as bytes, whatever kind they were. */
  readonly bytes: Uint8Array
  /** The round trip of each ping that was answered, in milliseconds. */
  readonly latencies: number
  /** Bytes given to `send` and not answered, on every change. */
  readonly unsent: number
}

export type ChannelName = keyof ChannelValues<unknown>

/** An Observable of events that can tell less than events. */
export interface HasChannels<In> {
  /** @internal */
  channel<L extends ChannelName>(name: L): Observable<ChannelValues<In>[L]>
}

/** The channel of a connection or a lease; `undefined` for any other stream of events. */
export function channelOf<In, L extends ChannelName>(
  source$: Observable<ConnectionEvent<In>>,
  name: L,
): Observable<ChannelValues<In>[L]> | undefined {
  const { channel } = source$ as Partial<HasChannels<In>>
  return channel?.call(source$, name) as Observable<ChannelValues<In>[L]> | undefined
}

/** The subscribers of a channel at some moment, in order of subscription. Never changed: who joins or leaves makes another. */
export type Subscribers<T> = ReadonlyArray<Subscriber<T>>

const noSubscribers: Subscribers<never> = []

/** Who takes what of a connection. */
export class Channels<In> implements Readonly<{ [L in ChannelName]: Subscribers<ChannelValues<In>[L]> }> {
  events: Subscribers<ConnectionEvent<In>> = noSubscribers
  lifecycle: Subscribers<ConnectionState | Fault> = noSubscribers
  values: Subscribers<In> = noSubscribers
  texts: Subscribers<string> = noSubscribers
  bytes: Subscribers<Uint8Array> = noSubscribers
  latencies: Subscribers<number> = noSubscribers
  unsent: Subscribers<number> = noSubscribers

  add(name: ChannelName, subscriber: Subscriber<never>): void {
    this[name] = [...(this[name] as Subscribers<never>), subscriber]
  }

  remove(name: ChannelName, subscriber: Subscriber<never>): void {
    this[name] = (this[name] as Subscribers<never>).filter((other) => other !== subscriber)
  }
}

/**
 * Tells those who took a channel when the round began: whoever joins meanwhile is not told, and rxjs itself keeps silent
 * whoever left.
 */
export function emit<T>(takers: Subscribers<T>, value: T): void {
  for (let i = 0; i < takers.length; i++) (takers[i] as Subscriber<T>).next(value)
}
