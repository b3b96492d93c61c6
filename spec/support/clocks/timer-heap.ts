interface Timer {
  readonly due: number
  /** Of two timers that are due at once, the one that was set first comes first. */
  readonly order: number
  readonly owner: object
  f: (() => void) | undefined
}

const isBefore = (left: Timer, right: Timer): boolean =>
  left.due < right.due || (left.due === right.due && left.order < right.order)

/** Timers in a binary heap, for runs with many of them: rxjs's virtual time sorts its whole list at each one. */
export class TimerHeap {
  #order = 0
  readonly #heap: Timer[] = []

  /** Adds a timer. The function that it returns cancels the timer, and returns whether it was still to fire. */
  add(due: number, f: () => void, owner: object): () => boolean {
    const timer: Timer = { due, order: this.#order++, owner, f }
    this.#push(timer)
    return () => {
      const wasPending = timer.f !== undefined
      timer.f = undefined
      return wasPending
    }
  }

  /** Returns when the first timer is due. */
  next(): number | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].f === undefined) this.#pop()
    return this.#heap[0]?.due
  }

  /** Removes the first timer and calls its function. */
  fire(): void {
    const [first] = this.#heap
    if (first === undefined) return
    this.#pop()
    const { f } = first
    first.f = undefined
    f?.()
  }

  /** Fires the timers of an owner that are due, past those of others. */
  fireOwn(owner: object, now: number): void {
    const due = this.#heap.filter((timer) => timer.owner === owner && timer.due <= now)
    for (const timer of due.sort((left, right) => (isBefore(left, right) ? -1 : 1))) {
      const { f } = timer
      timer.f = undefined
      f?.()
    }
  }

  /** Returns whether a timer of an owner was due before `now` and has not fired. */
  isLate(owner: object, now: number): boolean {
    return this.#heap.some((timer) => timer.owner === owner && timer.due < now && timer.f !== undefined)
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
