import type { Clock } from '../../connection/timers/clock.ts'

/** A line of things that take their time and never overtake one another. */
export interface DelayLine {
  /** Lets it happen `ms` from now, or with what went before where that is later; in this turn where neither waits. */
  readonly pass: (ms: number, happen: () => void) => void
  /** Forgets what has not happened. */
  readonly clear: () => void
}

/** @param clock - asked for one timer at a time: two of different lengths need not fire in the order they are due */
export function delayLine(clock: Clock): DelayLine {
  let waiting: Array<{ readonly due: number; readonly happen: () => void }> = []
  let cancel: (() => void) | undefined

  const run = (): void => {
    cancel = undefined
    // What happens may add to the line or clear it.
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
