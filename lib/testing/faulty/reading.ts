import type { Clock } from '../../connection/timers/clock.ts'
import type { Socket } from '../../transport/transport.ts'
import { inbox } from '../inbox.ts'

type Reason = 'reader' | 'slowness'

/** Reading that stands still while its reader has paused it, or while it is slow, or both. */
export class Reading {
  readonly #clock: Clock
  readonly #inbox = inbox()
  readonly #pausedBy = new Set<Reason>()
  #inner: Socket | undefined
  #endSlowness: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Holds back this socket too while reading stands still. */
  of(inner: Socket): void {
    this.#inner = inner
    if (this.#pausedBy.size > 0) inner.pause?.()
  }

  /** Tells it now, or when reading goes on, behind everything that came before. */
  put(tell: () => void): void {
    this.#inbox.put(tell)
  }

  pause(reason: Reason = 'reader'): void {
    this.#pausedBy.add(reason)
    this.#inbox.pause()
    this.#inner?.pause?.()
  }

  resume(reason: Reason = 'reader'): void {
    if (!this.#pausedBy.delete(reason) || this.#pausedBy.size > 0) return
    this.#inbox.resume()
    // Whoever was told what had waited may have paused again.
    if (this.#pausedBy.size === 0) this.#inner?.resume?.()
  }

  /** Stands still for some milliseconds; slowness does not add up. */
  slowDown(ms: number): void {
    if (this.#endSlowness !== undefined) return
    this.pause('slowness')
    this.#endSlowness = this.#clock.after(ms, () => {
      this.#endSlowness = undefined
      this.resume('slowness')
    })
  }

  /** Forgets what was not told. */
  clear(): void {
    this.#inbox.clear()
    this.#endSlowness?.()
  }
}
