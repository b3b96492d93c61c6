import type { Observable } from 'rxjs'
import { type Subscriber } from 'rxjs'

import type { ConnectionEvent, Fault } from '../model/connection-event.ts'
import type { ConnectionState } from '../model/connection-state.ts'

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

/** The subscribers of a lane at some moment, in order of subscription. Never changed: who joins or leaves makes another. */
export type Takers<T> = ReadonlyArray<Subscriber<T>>

const nobody: Takers<never> = []

/** Who takes what of a connection. */
export class Lanes<In> implements Readonly<{ [L in LaneName]: Takers<LaneValues<In>[L]> }> {
  events: Takers<ConnectionEvent<In>> = nobody
  lifecycle: Takers<ConnectionState | Fault> = nobody
  values: Takers<In> = nobody
  texts: Takers<string> = nobody
  bytes: Takers<Uint8Array> = nobody
  latencies: Takers<number> = nobody
  unsent: Takers<number> = nobody

  join(name: LaneName, subscriber: Subscriber<never>): void {
    this[name] = [...(this[name] as Takers<never>), subscriber]
  }

  leave(name: LaneName, subscriber: Subscriber<never>): void {
    this[name] = (this[name] as Takers<never>).filter((other) => other !== subscriber)
  }
}

/**
 * Tells those who took a lane when the round began: whoever joins meanwhile is not told, and rxjs itself keeps silent
 * whoever left.
 */
export function tell<T>(takers: Takers<T>, value: T): void {
  for (let i = 0; i < takers.length; i++) (takers[i] as Subscriber<T>).next(value)
}
