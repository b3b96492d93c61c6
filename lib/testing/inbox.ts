/** Received events that were not delivered yet: delivered one at a time, in order, and not while reading is paused. */
export interface Inbox {
  /** Delivers an event now, or behind those that came before. */
  readonly put: (deliver: () => void) => void
  readonly pause: () => void
  readonly resume: () => void
  /** Drops the events that were not delivered. */
  readonly clear: () => void
}

export function inbox(): Inbox {
  const waiting: Array<() => void> = []
  let paused = false
  let isDelivering = false

  const deliverAll = (): void => {
    // Delivering an event may cause the next one, which waits until the first has returned.
    if (isDelivering) return
    isDelivering = true
    try {
      while (!paused && waiting.length > 0) waiting.shift()?.()
    } finally {
      isDelivering = false
    }
  }

  return {
    put: (deliver) => {
      waiting.push(deliver)
      deliverAll()
    },
    pause: () => {
      paused = true
    },
    resume: () => {
      paused = false
      deliverAll()
    },
    clear: () => {
      waiting.length = 0
    },
  }
}
