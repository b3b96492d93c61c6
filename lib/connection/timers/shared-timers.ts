import { LinkedList, type ListNode } from '../linked-list.ts'
import type { Clock } from './clock.ts'
import type { Timer, TimerOwner } from './timer.ts'

const linesOf = new WeakMap<Clock, Map<number, Line>>()

/**
 * Sets a timer that all connections of a clock share: those of about one length stand in one line behind a single timer
 * of the clock, since the one that was set first runs out first. Thousands of heartbeats cost little more than one.
 */
export function setSharedTimer(clock: Clock, ms: number, owner: TimerOwner): Timer {
  const length = roundDown(ms)
  const lines = linesOf.get(clock) ?? newLines(clock)
  let line = lines.get(length)
  if (line === undefined || line.isOutOfOrder()) lines.set(length, (line = new Line(clock, length, lines)))
  return line.add(ms, owner)
}

function newLines(clock: Clock): Map<number, Line> {
  const lines = new Map<number, Line>()
  linesOf.set(clock, lines)
  return lines
}

/**
 * A length without its last digits: at most one part in 128 shorter. What is waited for after a question depends on how
 * long that took, and by the millisecond thousands of timers would stand in hundreds of lines.
 */
function roundDown(ms: number): number {
  const unit = 2 ** Math.max(0, Math.floor(Math.log2(ms)) - 7)
  return Math.floor(ms / unit) * unit
}

/**
 * Forgets the timers of a clock whose time is replaced by another: those that are set fire by the former time, or never,
 * and nothing new stands behind them.
 */
export function forgetTimers(clock: Clock): void {
  linesOf.delete(clock)
}

/**
 * By which part of its time an entry is called early, where another is due: thousands that were set within seconds
 * come to beat together, which nearly halves what they cost. One alone is exact, and nobody is ever late. It is more
 * than the lengths of one line differ by, so nobody stands behind one that runs out later and is not called with it.
 */
const leeway = 64

/** One timer in a line: a single object and no closure, for the sake of those who set thousands. */
class SharedTimer implements Timer, ListNode<SharedTimer> {
  previous: SharedTimer | undefined
  next: SharedTimer | undefined
  due: number
  /** `undefined` once it is cancelled. */
  owner: TimerOwner | undefined
  /** Where it stands; `undefined` once its time has come. */
  line: Line | undefined

  constructor(due: number, owner: TimerOwner, line: Line) {
    this.due = due
    this.owner = owner
    this.line = line
  }

  cancel(): void {
    this.owner = undefined
    this.line?.remove(this)
  }
}

class Line {
  readonly #clock: Clock
  readonly #length: number
  readonly #lines: Map<number, Line>
  readonly #entries = new LinkedList<SharedTimer>()
  #cancel: (() => void) | undefined
  /** When the last entry came, and when the clock's timer is to fire (clock time, ms). */
  #latest = -Infinity
  #armedFor = Infinity

  constructor(clock: Clock, length: number, lines: Map<number, Line>) {
    this.#clock = clock
    this.#length = length
    this.#lines = lines
  }

  /**
   * Whether its order is not that of the clock any more: time was set back, or its timer is overdue and may belong to
   * a time that is over. It serves those who stand in it; whoever comes now stands elsewhere.
   */
  isOutOfOrder(): boolean {
    const now = this.#clock.now()
    return now < this.#latest || now > this.#armedFor
  }

  add(ms: number, owner: TimerOwner): Timer {
    this.#latest = this.#clock.now()
    const entry = new SharedTimer(this.#latest + ms, owner, this)
    this.#entries.append(entry)
    if (entry.due < this.#armedFor) this.#arm(entry.due)
    return entry
  }

  remove(entry: SharedTimer): void {
    this.#entries.remove(entry)
    entry.line = undefined
    if (this.#entries.count === 0) this.#stop()
  }

  readonly #run = (): void => {
    const now = this.#clock.now()
    // The timer fires when it is due, so if the clock says otherwise it was set back, and so is everything here.
    const early = Math.max(0, this.#armedFor - now)
    if (early > 0) for (let entry = this.#entries.first; entry !== undefined; entry = entry.next) entry.due -= early
    const due = new LinkedList<SharedTimer>()
    for (let entry = this.#entries.first; entry !== undefined; entry = this.#entries.first) {
      if (entry.due > now + this.#length / leeway) break // Thousands stand behind it, none of them due.
      this.#entries.remove(entry)
      entry.line = undefined
      due.append(entry)
    }
    // Before anybody is called, who may come back to the end of the line.
    this.#cancel = undefined
    this.#armForNext()
    // One that is called may cancel another.
    for (let entry = due.first; entry !== undefined; entry = entry.next) entry.owner?.elapsed(entry)
  }

  /** The next to run out need not be the first, but all that may come before it stand close behind. */
  #armForNext(): void {
    const { first } = this.#entries
    if (first === undefined) {
      this.#stop()
      return
    }
    let { due } = first
    const close = due + this.#length / leeway
    for (let { next } = first; next !== undefined && next.due <= close; { next } = next) due = Math.min(due, next.due)
    this.#arm(due)
  }

  #arm(due: number): void {
    this.#cancel?.()
    this.#armedFor = due
    this.#cancel = this.#clock.after(Math.max(0, due - this.#clock.now()), this.#run)
  }

  #stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#armedFor = Infinity
    // Another may have taken its place.
    if (this.#lines.get(this.#length) === this) this.#lines.delete(this.#length)
  }
}
