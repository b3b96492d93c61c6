import type { Clock } from '../../connection/timers/clock.ts'

/** Delays events, which never overtake one another. */
export interface DelayLine {
  /** Runs `happen` in `ms` milliseconds, or later together with the event before it; now if there is nothing to wait for. */
  readonly pass: (ms: number, happen: () => void) => void
  /** Drops the events that have not happened. */
  readonly clear: () => void
}

/** @param clock - sets one timer at a time: two timers of different lengths need not fire in the order they are due */
export function delayLine(clock: Clock): DelayLine {
  let waiting: Array<{ readonly due: number; readonly happen: () => void }> = []
  let cancel: (() => void) | undefined

  const run = (): void => {
    cancel = undefined
    // An event may add to the line or clear it.
    for (let first = waiting[0]; first !== undefined && first.due <= clock.now(); first = waiting[0]) {
      waiting.shift()
      first.happen()
    }
    const next = waiting[0]
    if (next !== undefined) cancel ??= clock.after(Math.max(0, next.due - clock.now()), run)
  }

  return {
    pass: (ms, happen) => {
      if (ms === 0 && waiting.length === 0) {
        happen()
        return
      }
      const due = Math.max(clock.now() + ms, waiting.at(-1)?.due ?? 0)
      waiting.push({ due, happen })
      cancel ??= clock.after(due - clock.now(), run)
    },
    clear: () => {
      waiting = []
      cancel?.()
      cancel = undefined
    },
  }
}
