import { LinkedList, type ListNode } from '../linked-list.ts'
import type { Clock } from './clock.ts'
import type { Timer, TimerOwner } from './timer.ts'

const linesOf = new WeakMap<Clock, Map<number, Line>>()

/**
 * Sets a timer that shares a timer of the clock with all others of about its length. They stand in one line, since the
 * one that was set first is due first. 5,000 heartbeats cost little more than one.
 */
export function setSharedTimer(clock: Clock, ms: number, owner: TimerOwner): Timer {
  const length = roundDown(ms)
  const lines = linesOf.get(clock) ?? newLines(clock)
  let line = lines.get(length)
  const now = clock.now()
  if (line === undefined || line.isOutOfOrder(now)) lines.set(length, (line = new Line(clock, length, lines)))
  return line.add(now, ms, owner)
}

function newLines(clock: Clock): Map<number, Line> {
  const lines = new Map<number, Line>()
  linesOf.set(clock, lines)
  return lines
}

/** Rounds a delay down by less than 1 %, so that timers of almost equal length share one line. */
function roundDown(ms: number): number {
  const unit = 2 ** Math.max(0, Math.floor(Math.log2(ms)) - 7)
  return Math.floor(ms / unit) * unit
}

/** Forgets the lines of a clock whose time is replaced by another. New timers must not wait behind those of the former time. */
export function forgetTimers(clock: Clock): void {
  linesOf.delete(clock)
}

/**
 * A timer may fire up to 1/64 early if its neighbour is due, so that many connections ping together: that nearly halves
 * the cost. A single timer is exact; none is late. The delays of one line differ by less, so no timer waits behind a
 * neighbour that is due later and does not fire with it.
 */
const leeway = 64

/** One timer in a line: a single object and no closure, since programs have thousands. */
class SharedTimer implements Timer, ListNode<SharedTimer> {
  previous: SharedTimer | undefined
  next: SharedTimer | undefined
  due: number
  /** `undefined` once it is cancelled. */
  owner: TimerOwner | undefined
  /** The line it stands in; `undefined` once it is due. */
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
  /** When the latest entry was added, and when the clock's timer is due (elapsed time, ms). */
  #latest = -Infinity
  #armedFor = Infinity

  constructor(clock: Clock, length: number, lines: Map<number, Line>) {
    this.#clock = clock
    this.#length = length
    this.#lines = lines
  }

  /**
   * Whether another time, such as a virtual one, has replaced the clock's: it is earlier than the latest entry, or the
   * timer of this line is overdue. The line keeps its entries; new ones stand in another.
   */
  isOutOfOrder(now: number): boolean {
    return now < this.#latest || now > this.#armedFor
  }

  add(now: number, ms: number, owner: TimerOwner): Timer {
    this.#latest = now
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
    // A timer that fires is due. If the clock says otherwise, its time was replaced, and all entries move with it.
    const early = Math.max(0, this.#armedFor - now)
    if (early > 0) for (let entry = this.#entries.first; entry !== undefined; entry = entry.next) entry.due -= early
    const due = new LinkedList<SharedTimer>()
    for (let entry = this.#entries.first; entry !== undefined; entry = this.#entries.first) {
      if (entry.due > now + this.#length / leeway) break // None behind it is due.
      this.#entries.remove(entry)
      entry.line = undefined
      due.append(entry)
    }
    // Before any owner is called: it may set a timer again, at the end of the line.
    this.#cancel = undefined
    this.#armForNext()
    // An owner may cancel another timer.
    for (let entry = due.first; entry !== undefined; entry = entry.next) entry.owner?.elapsed(entry)
  }

  /** The first entry need not be due first, but any that is due earlier stands close behind it. */
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
    // Another line may have taken its place.
    if (this.#lines.get(this.#length) === this) this.#lines.delete(this.#length)
  }
}
