/** The timers of the platform, replaced until `restore`. */
export interface FakeTimers {
  /** Fires all timers that are set now, in order. */
  readonly fire: () => void
  readonly pending: () => number
  readonly restore: () => void
}

/** Replaces `setTimeout` and `clearTimeout`, for code that takes no clock. */
export function fakeTimers(): FakeTimers {
  const { setTimeout, clearTimeout } = globalThis
  const timers = new Map<object, () => void>()
  const set = (elapsed: () => void): object => {
    const timer = {}
    timers.set(timer, elapsed)
    return timer
  }
  globalThis.setTimeout = set as unknown as typeof setTimeout
  globalThis.clearTimeout = ((timer: object) => timers.delete(timer)) as unknown as typeof clearTimeout
  return {
    fire: () => {
      for (const [timer, elapsed] of [...timers]) if (timers.delete(timer)) elapsed()
    },
    pending: () => timers.size,
    restore: () => {
      Object.assign(globalThis, { setTimeout, clearTimeout })
    },
  }
}
