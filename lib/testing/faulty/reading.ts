import type { Clock } from '../../connection/timers/clock.ts'
import type { Socket } from '../../transport/transport.ts'
import { inbox } from '../inbox.ts'

type Reason = 'reader' | 'slowness'

/** Reading that stops while its reader has paused it, while it is slow, or both. */
export class Reading {
  readonly #clock: Clock
  readonly #inbox = inbox()
  readonly #pausedBy = new Set<Reason>()
  #inner: Socket | undefined
  #endSlowness: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Pauses this socket too while reading is stopped. */
  of(inner: Socket): void {
    this.#inner = inner
    if (this.#pausedBy.size > 0) inner.pause?.()
  }

  /** Delivers an event now, or when reading resumes, behind those that came before. */
  put(deliver: () => void): void {
    this.#inbox.put(deliver)
  }

  pause(reason: Reason = 'reader'): void {
    this.#pausedBy.add(reason)
    this.#inbox.pause()
    this.#inner?.pause?.()
  }

  resume(reason: Reason = 'reader'): void {
    if (!this.#pausedBy.delete(reason) || this.#pausedBy.size > 0) return
    this.#inbox.resume()
    // Delivering the waiting events may have paused reading again.
    if (this.#pausedBy.size === 0) this.#inner?.resume?.()
  }

  /** Stops reading for some milliseconds. Overlapping calls do not add up. */
  slowDown(ms: number): void {
    if (this.#endSlowness !== undefined) return
    this.pause('slowness')
    this.#endSlowness = this.#clock.after(ms, () => {
      this.#endSlowness = undefined
      this.resume('slowness')
    })
  }

  /** Drops the events that were not delivered. */
  clear(): void {
    this.#inbox.clear()
    this.#endSlowness?.()
  }
}
