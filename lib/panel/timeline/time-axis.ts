/** Milliseconds between ticks: steps that people count in. */
const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000],
]

/** The least step whose labels are at least so many pixels apart. @param scale - pixels per millisecond */
export function stepOf(scale: number, pixels: number): number {
  return steps.find((step) => step * scale >= pixels) ?? 600_000
}

/** The label of a tick: its time of day, or its part of a second between whole seconds. */
export function tickLabel(wall: number, step: number): string {
  const time = timeOfDay(wall)
  if (!time.endsWith('.000')) return time.slice(8, step < 10 ? 12 : step < 100 ? 11 : 10)
  return time.slice(0, step >= 60_000 ? 5 : 8)
}

/** Formats a time of day with milliseconds: `14:03:05.120`, in the local time zone. */
export function timeOfDay(wall: number): string {
  const date = new Date(Math.round(wall))
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
