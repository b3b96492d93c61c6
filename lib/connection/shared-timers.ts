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
      if (line === undefined || line.isAstray()) {
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

/**
 * By which part of its time an entry is called early, where another is due: thousands that were set within seconds
 * come to beat together, which nearly halves what they cost. One alone is exact, and nobody is ever late.
 */
const leeway = 64

interface Entry {
  due: number
  /** `undefined` once it is cancelled. */
  f: (() => void) | undefined
}

class Line {
  readonly #clock: Clock
  readonly #ms: number
  readonly #onEmpty: () => void
  readonly #entries = new Set<Entry>()
  #cancel: (() => void) | undefined
  /** When the last entry came, and when the clock's timer is to fire (clock time, ms). */
  #latest = -Infinity
  #armedFor = Infinity

  constructor(clock: Clock, ms: number, onEmpty: () => void) {
    this.#clock = clock
    this.#ms = ms
    this.#onEmpty = onEmpty
  }

  /**
   * Whether its order is not that of the clock any more: time was set back, or its timer is overdue and may belong to
   * a time that is over. It serves those who stand in it; whoever comes now stands elsewhere.
   */
  isAstray(): boolean {
    const now = this.#clock.now()
    return now < this.#latest || now > this.#armedFor
  }

  add(f: () => void): () => void {
    this.#latest = this.#clock.now()
    const entry: Entry = { due: this.#latest + this.#ms, f }
    this.#entries.add(entry)
    if (this.#cancel === undefined) this.#arm(entry)
    return () => {
      entry.f = undefined
      this.#entries.delete(entry)
      if (this.#entries.size === 0) this.#stop()
    }
  }

  readonly #run = (): void => {
    const now = this.#clock.now()
    // The timer fires when it is due, so if the clock says otherwise it was set back, and so is everything here.
    const early = Math.max(0, this.#armedFor - now)
    const due: Entry[] = []
    for (const entry of this.#entries) {
      entry.due -= early
      if (entry.due <= now + this.#ms / leeway) due.push(entry)
      else if (early === 0) break // Thousands stand behind it, none of them due.
    }
    for (const entry of due) this.#entries.delete(entry)
    // Before anybody is called, who may come back to the end of the line.
    const [first] = this.#entries
    if (first === undefined) this.#stop()
    else this.#arm(first)
    // One that is called may cancel another.
    for (const entry of due) entry.f?.()
  }

  #arm({ due }: Entry): void {
    this.#armedFor = due
    this.#cancel = this.#clock.after(Math.max(0, due - this.#clock.now()), this.#run)
  }

  #stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#armedFor = Infinity
    this.#onEmpty()
  }
}
