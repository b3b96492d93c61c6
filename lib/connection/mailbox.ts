/** Receives messages, such as a dial. */
interface MessageReceiver {
  deliver(data: string | Uint8Array, isBinary: boolean): unknown
}

/**
 * Runs one turn at a time: a turn that is posted during another waits until that has ended. So a start, stop or send made
 * from inside a subscriber is safe, and every subscriber sees the same order.
 */
export class Mailbox {
  #busy = false
  /** The turns that wait; `undefined` if none does. */
  #waiting: Array<() => void> | undefined
  /** The number of waiting turns that have been taken out. */
  #taken = 0

  /** Whether a turn is under way. */
  get busy(): boolean {
    return this.#busy
  }

  /** Whether a turn waits. */
  get pending(): boolean {
    return this.#waiting !== undefined
  }

  /** Runs `act` now, or as soon as the turns before it have ended. */
  post(act: () => void): void {
    if (this.#busy) {
      this.#postpone(act)
      return
    }
    this.#busy = true
    try {
      act()
    } finally {
      this.#end()
    }
  }

  /** Delivers a message as a turn of its own, without a closure: this is the hot path. */
  deliver(receiver: MessageReceiver, data: string | Uint8Array, isBinary: boolean): void {
    if (this.#busy) {
      this.#deliverLater(receiver, data, isBinary)
      return
    }
    this.#busy = true
    try {
      receiver.deliver(data, isBinary)
    } finally {
      this.#end()
    }
  }

  /** A separate method: V8 would otherwise allocate the closure's context on every call of `deliver`. */
  #deliverLater(receiver: MessageReceiver, data: string | Uint8Array, isBinary: boolean): void {
    this.#postpone(() => {
      receiver.deliver(data, isBinary)
    })
  }

  #postpone(act: () => void): void {
    if (this.#waiting === undefined) this.#waiting = [act]
    else this.#waiting.push(act)
  }

  /** Ends a turn and runs those that were posted during it. */
  #end(): void {
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
      // Only a clock or a transport that breaks its contract throws up to here: it delays the other turns.
      if (this.pending) this.#drain()
    }
  }

  /** Takes out the next turn. The array is cut now and then only: `shift` of a long array moves the whole of it. */
  #next(): (() => void) | undefined {
    const waiting = this.#waiting
    const act = waiting?.[this.#taken++]
    if (waiting === undefined || this.#taken >= waiting.length) {
      // The array keeps the capacity of its longest queue, so it is dropped.
      this.#waiting = undefined
      this.#taken = 0
    } else if (this.#taken === 1_024) {
      waiting.splice(0, this.#taken)
      this.#taken = 0
    }
    return act
  }
}
