/**
 * Adds fields that a program can read but that no log shows: not enumerable, and read by a getter. A peer may echo the
 * request in its answer, secrets included (guarantee 11).
 */
export function hide<T extends object>(target: T, fields: Readonly<Record<string, unknown>>): T {
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) Object.defineProperty(target, name, { get: () => value })
  }
  return target
}
