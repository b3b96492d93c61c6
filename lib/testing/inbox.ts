/** What has come and is not yet told: one thing at a time, in order, and nothing while reading is paused. */
export interface Inbox {
  /** Tells it now, or behind everything that came before. */
  readonly put: (tell: () => void) => void
  readonly pause: () => void
  readonly resume: () => void
  /** Forgets what was not told. */
  readonly clear: () => void
}

export function inbox(): Inbox {
  const waiting: Array<() => void> = []
  let paused = false
  let telling = false

  const tellAll = (): void => {
    // Whoever is told something may cause the next thing to come: that waits until it has returned.
    if (telling) return
    telling = true
    try {
      while (!paused && waiting.length > 0) waiting.shift()?.()
    } finally {
      telling = false
    }
  }

  return {
    put: (tell) => {
      waiting.push(tell)
      tellAll()
    },
    pause: () => {
      paused = true
    },
    resume: () => {
      paused = false
      tellAll()
    },
    clear: () => {
      waiting.length = 0
    },
  }
}
