import { maxTimerDelay } from '../../../model/retry.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The three forms of a date that RFC 9110, section 5.6.7 knows: IMF-fixdate, RFC 850's and asctime's. */
const dateForms = [
  /^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^[A-Z][a-z]+day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
]

/** A year of two digits is the one that lies at most 50 years ahead (RFC 9110, section 5.6.7). */
function fullYear(year: string, now: number): number {
  if (year.length === 4) return Number(year)
  const limit = new Date(now).getUTCFullYear() + 50
  return limit - ((((limit - Number(year)) % 100) + 100) % 100)
}

function parseDate(text: string, now: number): number | undefined {
  for (const form of dateForms) {
    const found = form.exec(text)?.groups
    if (found === undefined) continue
    const { day = '', month = '', year = '', time = '' } = found
    const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
    const at = Date.UTC(fullYear(year, now), months.indexOf(month), Number(day), hours, minutes, seconds)
    // `Date` turns 31 February into a day in March; second 60 is a leap second.
    const exists = months[new Date(at - seconds * 1000).getUTCMonth()] === month
    return exists && hours < 24 && minutes < 60 && seconds <= 60 ? at : undefined
  }
  return undefined
}

/**
 * Reads the wait that a `Retry-After` header requests, in milliseconds. The header holds seconds or an HTTP date (RFC 9110,
 * section 10.2.3). Returns 0 for a date in the past, `undefined` for an invalid header, and at most the longest delay of a
 * timer.
 *
 * @param now - clock time, milliseconds since 1970
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? ''
  const delay = /^\d+$/.test(text) ? Number(text) * 1000 : (parseDate(text, now) ?? NaN) - now
  return Number.isNaN(delay) ? undefined : Math.min(maxTimerDelay, Math.max(0, delay))
}
