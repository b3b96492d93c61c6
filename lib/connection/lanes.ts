import type { Observable } from 'rxjs'
import { type Subscriber } from 'rxjs'

import type { ConnectionEvent, Fault } from '../machine/connection-event.ts'
import type { ConnectionState } from '../machine/connection-state.ts'

/** What each lane carries. Who wants less than events makes nobody build events. */
export interface LaneValues<In> {
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

export type LaneName = keyof LaneValues<unknown>

/** An Observable of events that can tell less than events. */
export interface Laned<In> {
  /** @internal */
  lane<L extends LaneName>(name: L): Observable<LaneValues<In>[L]>
}

/** The lane of a connection or a lease; `undefined` for any other stream of events. */
export function laneOf<In, L extends LaneName>(
  source$: Observable<ConnectionEvent<In>>,
  name: L,
): Observable<LaneValues<In>[L]> | undefined {
  const { lane } = source$ as Partial<Laned<In>>
  return lane?.call(source$, name) as Observable<LaneValues<In>[L]> | undefined
}

const nobody: ReadonlyArray<never> = []

/**
 * The subscribers of one lane, in order of subscription. A round of deliveries goes over the array it began with:
 * whoever joins meanwhile is not told, and rxjs itself keeps silent whoever left.
 */
export class Lane<T> {
  subscribers: ReadonlyArray<Subscriber<T>> = nobody

  add(subscriber: Subscriber<T>): void {
    this.subscribers = [...this.subscribers, subscriber]
  }

  remove(subscriber: Subscriber<T>): void {
    this.subscribers = this.subscribers.filter((other) => other !== subscriber)
  }

  /** @param subscribers - those of a moment before, where telling another lane may have made more join this one */
  tell(value: T, subscribers: ReadonlyArray<Subscriber<T>> = this.subscribers): void {
    for (let i = 0; i < subscribers.length; i++) (subscribers[i] as Subscriber<T>).next(value)
  }
}

/** All the lanes of one connection. */
export type Lanes<In> = { readonly [L in LaneName]: Lane<LaneValues<In>[L]> }

export function makeLanes<In>(): Lanes<In> {
  return {
    events: new Lane(),
    lifecycle: new Lane(),
    values: new Lane(),
    texts: new Lane(),
    bytes: new Lane(),
    latencies: new Lane(),
    unsent: new Lane(),
  }
}
