import type { Clock } from '../../../connection/timers/clock.ts'
import { setSharedTimer } from '../../../connection/timers/shared-timers.ts'
import type { Timer, TimerOwner } from '../../../connection/timers/timer.ts'
import type { EndOwner } from '../end-owner.ts'
import type { EndStore } from '../sending/stored-numbers.ts'
import { SessionEnd } from '../session-end.ts'
import type { ResolvedSession } from '../session-options.ts'

/** The registry of a kept session. */
export interface Keeper<In, Out> {
  readonly clock: Clock
  /** Milliseconds. */
  readonly keep: number
  /** No socket carries the session. */
  waits(session: KeptSession<In, Out>): void
  /** A socket carries the session. */
  goesOn(session: KeptSession<In, Out>): void
  ended(session: KeptSession<In, Out>): void
}

/** The accepting end of one session. It outlives its sockets by `keep`. */
export class KeptSession<In, Out> implements EndOwner, TimerOwner {
  readonly id: string
  readonly user: string
  readonly end: SessionEnd<In, Out>
  readonly #keeper: Keeper<In, Out>
  #timer: Timer | undefined

  constructor(
    keeper: Keeper<In, Out>,
    resolved: ResolvedSession<In, Out>,
    { id, user }: Pick<KeptSession<In, Out>, 'id' | 'user'>,
    store?: EndStore,
    taken?: number,
  ) {
    this.#keeper = keeper
    this.id = id
    this.user = user
    this.end = new SessionEnd(resolved, this, store, taken)
    this.detached()
  }

  /** Begins the time that the session is kept without a socket. */
  readonly detached = (): void => {
    this.#timer?.cancel()
    this.#timer = setSharedTimer(this.#keeper.clock, this.#keeper.keep, this)
    this.#keeper.waits(this)
  }

  readonly attached = (): void => {
    this.#timer?.cancel()
    this.#keeper.goesOn(this)
  }

  readonly over = (): void => {
    this.#timer?.cancel()
    this.#keeper.ended(this)
  }

  elapsed(): void {
    this.end.end()
  }
}
