import type { Clock } from '../../../lib/connection/timers/clock.ts'

interface Timer {
  readonly due: number
  /** Of two that are due at once, the one that was set first comes first. */
  readonly order: number
  f: (() => void) | undefined
}

const isBefore = (left: Timer, right: Timer): boolean =>
  left.due < right.due || (left.due === right.due && left.order < right.order)

/** A clock as one of its users sees it. */
export interface ClockView extends Clock {
  /** How many timers this user has set that are neither over nor cancelled. */
  readonly pending: () => number
}

/** Time that passes when it is told to. A binary heap holds the timers: rxjs's own virtual time sorts at every one. */
export class VirtualClock {
  #now = 0
  #order = 0
  readonly #heap: Timer[] = []

  readonly now = (): number => this.#now

  /** A clock of the same time that counts its own timers. */
  view(): ClockView {
    let pending = 0
    return {
      now: this.now,
      pending: () => pending,
      after: (ms, f) => {
        pending++
        const timer: Timer = {
          due: this.#now + ms,
          order: this.#order++,
          f: () => {
            pending--
            f()
          },
        }
        this.#push(timer)
        return () => {
          if (timer.f === undefined) return
          timer.f = undefined
          pending--
        }
      },
    }
  }

  /** Lets time pass; what is due meanwhile happens in order. */
  pass(ms: number): void {
    const until = this.#now + ms
    for (let first = this.#heap[0]; first !== undefined && first.due <= until; first = this.#heap[0]) {
      this.#pop()
      const { f, due } = first
      if (f === undefined) continue
      first.f = undefined
      this.#now = Math.max(this.#now, due)
      f()
    }
    this.#now = until
  }

  /** Time passes and nothing happens, as on a computer that is asleep: what was due meanwhile is late. */
  sleep(ms: number): void {
    this.#now += ms
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let at = heap.length
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above] as Timer
      if (!isBefore(timer, parent)) break
      heap[at] = parent
      at = above
    }
    heap[at] = timer
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Timer
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      if (left >= heap.length) break
      const right = left + 1
      const child = right < heap.length && isBefore(heap[right] as Timer, heap[left] as Timer) ? right : left
      const below = heap[child] as Timer
      if (!isBefore(below, last)) break
      heap[at] = below
      at = child
    }
    heap[at] = last
  }
}
