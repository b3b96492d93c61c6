import { diagram, type Mark } from './diagram.ts'
import { difference } from './difference.ts'
import { show } from './show.ts'
import { type Named, signs } from './signs.ts'

/** A notification that rxjs recorded, or parsed from a marble string. */
export interface Notified {
  readonly frame: number
  readonly notification: { readonly kind: 'N' | 'E' | 'C'; readonly value?: unknown; readonly error?: unknown }
}

/** The text of an expectation. */
export interface Written {
  /** The sign of each notification, in order. */
  readonly letters: ReadonlyArray<string>
  readonly values: Readonly<Record<string, unknown>>
}

interface Sign extends Mark, Named {
  readonly notified: Notified
}

function rowOf(events: ReadonlyArray<Notified>, name: (event: Notified, index: number) => string): ReadonlyArray<Sign> {
  return events.map((event, index) => {
    const { kind, value, error } = event.notification
    const sign = kind === 'C' ? '|' : kind === 'E' ? '#' : name(event, index)
    return { frame: event.frame, sign, value: kind === 'N' ? value : error, notified: event }
  })
}

const at = (frame: number, row: ReadonlyArray<Sign>): ReadonlyArray<Sign> => row.filter((sign) => sign.frame === frame)

const isSame = (left: Sign | undefined, right: Sign | undefined): boolean => {
  return difference(left?.notified, right?.notified) === undefined
}

/** Explains the signs that are missing in the other row. A letter that stands for itself needs no explanation. */
function meanings(name: string, row: ReadonlyArray<Sign>, other: ReadonlyArray<Sign>): ReadonlyArray<string> {
  const apart = row.filter(
    (sign, place) => !isSame(sign, other[place]) && sign.sign !== '|' && sign.sign !== sign.value,
  )
  return apart.map(({ frame, sign, value }) => `  at ${frame} ${name} ${sign} = ${show(value)}`)
}

/** Prints the first difference of two values at the same place of the same frame. */
function partings(row: ReadonlyArray<Sign>, other: ReadonlyArray<Sign>): ReadonlyArray<string> {
  return row.flatMap(({ sign, value }, place) => {
    const found = difference(other[place]?.value, value)
    if (found === undefined || found.path === '') return []
    return [`    ${sign}${found.path} is ${show(found.actual)}, not ${show(found.expected)}`]
  })
}

/** Prints actual and expected notifications as diagrams, and the values of the letters that differ. */
export function streamsText(
  actual: ReadonlyArray<Notified>,
  expected: ReadonlyArray<Notified>,
  written: Written,
): string {
  const { letters, values } = written
  const inMarbles = expected.map(({ notification }, index) => ({ sign: letters[index], value: notification.value }))
  const inValues = Object.entries(values).map(([sign, value]) => ({ sign, value }))
  const given = [...inMarbles, ...inValues].filter((named): named is Named => /^[^|#]$/u.test(named.sign ?? ''))
  const name = signs(given)
  const wanted = rowOf(expected, ({ notification }, index) => letters[index] ?? name(notification.value))
  const got = rowOf(actual, ({ frame, notification }) => name(notification.value, at(frame, wanted)))

  const frames = [...new Set([...wanted, ...got].map(({ frame }) => frame))].sort((left, right) => left - right)
  const pairs = frames.map((frame) => ({ frame, left: at(frame, wanted), right: at(frame, got) }))
  const apart = pairs.filter(({ left, right }) => {
    return left.length !== right.length || left.some((sign, place) => !isSame(sign, right[place]))
  })
  const picture = diagram(
    [
      { name: 'expected', marks: wanted },
      { name: 'actual', marks: got },
    ],
    apart.map(({ frame }) => frame),
  )
  const list = apart.flatMap(({ left, right }) => [
    ...meanings('expected', left, right),
    ...meanings('actual  ', right, left),
    ...partings(left, right),
  ])
  return ['The marbles differ.', '', picture, ...(list.length > 0 ? ['', ...list] : [])].join('\n')
}
