import type { ConnectionEvent } from 'pulsewire'
import type { Observable } from 'rxjs'

/** The median of some times, in whole milliseconds. */
export function median(times: ReadonlyArray<number>): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

/** Collects the times from each loss of a connection to its next `Open`, in whole milliseconds, as long as it runs. */
export function collectResumeTimes(connection: Observable<ConnectionEvent<unknown>>): ReadonlyArray<number> {
  const times: number[] = []
  let lostAt: number | undefined
  connection.subscribe({
    next: ({ _tag }) => {
      if (_tag === 'Waiting') lostAt ??= performance.now()
      if (_tag !== 'Open' || lostAt === undefined) return
      times.push(Math.round(performance.now() - lostAt))
      lostAt = undefined
    },
    error: console.error,
  })
  return times
}
