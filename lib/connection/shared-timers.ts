import type { Clock } from './clock.ts'

type Timers = (ms: number, f: () => void) => () => void

const timersOf = new WeakMap<Clock, Timers>()

/**
 * Timers that all connections of a clock share: those of one length stand in one line behind a single timer of the
 * clock, since the one that was set first runs out first. Thousands of heartbeats cost little more than one.
 */
export function sharedTimers(clock: Clock): Timers {
  let timers = timersOf.get(clock)
  if (timers === undefined) {
    const lines = new Map<number, Line>()
    timers = (ms, f) => {
      let line = lines.get(ms)
      if (line === undefined) {
        const made = new Line(clock, ms, () => {
          if (lines.get(ms) === made) lines.delete(ms)
        })
        lines.set(ms, made)
        line = made
      }
      return line.add(f)
    }
    timersOf.set(clock, timers)
  }
  return timers
}

/**
 * Forgets the timers of a clock whose time is replaced by another: those that are set fire by the former time, or never,
 * and nothing new stands behind them.
 */
export function forgetTimers(clock: Clock): void {
  timersOf.delete(clock)
}

interface Entry {
  readonly due: number
  readonly f: () => void
}

class Line {
  readonly #clock: Clock
  readonly #ms: number
  readonly #onEmpty: () => void
  readonly #entries = new Set<Entry>()
  #cancel: (() => void) | undefined

  constructor(clock: Clock, ms: number, onEmpty: () => void) {
    this.#clock = clock
    this.#ms = ms
    this.#onEmpty = onEmpty
  }

  add(f: () => void): () => void {
    const entry: Entry = { due: this.#clock.now() + this.#ms, f }
    this.#entries.add(entry)
    this.#cancel ??= this.#clock.after(this.#ms, this.#run)
    return () => {
      this.#entries.delete(entry)
      if (this.#entries.size === 0) this.#stop()
    }
  }

  readonly #run = (): void => {
    const now = this.#clock.now()
    const due: Entry[] = []
    for (const entry of this.#entries) {
      if (entry.due > now) break
      due.push(entry)
    }
    this.#cancel = undefined
    for (const entry of due) {
      // One that ran before may have cancelled it.
      if (this.#entries.delete(entry)) entry.f()
    }
    this.#arm()
  }

  #arm(): void {
    const [first] = this.#entries
    if (first === undefined) this.#stop()
    else this.#cancel ??= this.#clock.after(Math.max(0, first.due - this.#clock.now()), this.#run)
  }

  #stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#onEmpty()
  }
}
