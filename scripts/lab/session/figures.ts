/** The median of some times, in whole milliseconds. */
export function median(times: ReadonlyArray<number>): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}
