/**
 * One thing at a time: what is posted while something is being done waits until that is done. So a start, stop or send
 * made from inside a subscriber is safe, and every subscriber sees the same order.
 */
export class Mailbox {
  #busy = false
  #waiting: Array<() => void> = []
  /** How many of those that wait have had their turn. */
  #done = 0

  /** Whether something is being done. */
  get busy(): boolean {
    return this.#busy
  }

  /** Whether something waits to be done. */
  get pending(): boolean {
    return this.#waiting.length > 0
  }

  /** Does it now, or as soon as its turn comes. */
  post(act: () => void): void {
    if (this.#busy) {
      this.#waiting.push(act)
      return
    }
    this.begin()
    try {
      act()
    } finally {
      this.end()
    }
  }

  /** Begins a turn without a closure: the caller makes sure that `end` follows, and that it was not busy. */
  begin(): void {
    this.#busy = true
  }

  /** Ends a turn: does what came up in it. */
  end(): void {
    try {
      if (this.pending) this.#drain()
    } finally {
      this.#busy = false
    }
  }

  #drain(): void {
    try {
      for (let act = this.#next(); act !== undefined; act = this.#next()) act()
    } finally {
      // Only something that breaks its own contract (a clock, a transport) throws up to here: it delays the rest.
      if (this.pending) this.#drain()
    }
  }

  /** Clears away what was taken now and then: to shift a long array moves the whole of it each time. */
  #next(): (() => void) | undefined {
    const act = this.#waiting[this.#done]
    if (act !== undefined) this.#done++
    if (this.#done === this.#waiting.length) {
      // Another array, since a former one keeps the room that its longest queue has needed.
      this.#waiting = []
      this.#done = 0
    } else if (this.#done === 1_024) {
      this.#waiting.splice(0, this.#done)
      this.#done = 0
    }
    return act
  }
}
