/** The arguments are wrong. The message names what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Reads a time: milliseconds, or a number with a unit. */
export function readTime(text: string, option: string): number {
  const [, number = '', unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text) ?? []
  const ms = Number(number) * { ms: 1, s: 1_000, m: 60_000 }[unit as 'ms' | 's' | 'm']
  if (number === '' || ms > 2 ** 31 - 1) throw new UsageError(`${option} takes a time, such as 400, 400ms, 5s or 2m`)
  return ms
}

/** Reads a whole number within bounds. */
export function readNumber(text: string, option: string, least: number, most: number): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isInteger(number) || number < least || number > most) {
    throw new UsageError(`${option} takes a whole number from ${least} to ${most}`)
  }
  return number
}
