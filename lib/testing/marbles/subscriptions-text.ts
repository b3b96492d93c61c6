import { diagram, type Mark, type Row } from './diagram.ts'

/** rxjs's record of a subscription. A frame that never came is `Infinity`. */
export interface Subscribed {
  readonly subscribedFrame: number
  readonly unsubscribedFrame: number
}

function marksOf(log: Subscribed | undefined): ReadonlyArray<Mark> {
  if (log === undefined) return []
  const marks = [
    { frame: log.subscribedFrame, sign: '^' },
    { frame: log.unsubscribedFrame, sign: '!' },
  ]
  return marks.filter(({ frame }) => frame !== Infinity)
}

/** Returns the frames of the marks that are missing on the other side. */
function lonely(marks: ReadonlyArray<Mark>, others: ReadonlyArray<Mark>): ReadonlyArray<number> {
  const apart = marks.filter(({ frame, sign }) => !others.some((other) => other.frame === frame && other.sign === sign))
  return apart.map(({ frame }) => frame)
}

/** Prints actual and expected subscriptions as diagrams. */
export function subscriptionsText(actual: ReadonlyArray<Subscribed>, expected: ReadonlyArray<Subscribed>): string {
  const count = Math.max(actual.length, expected.length)
  const pairs = Array.from({ length: count }, (_, index) => {
    const number = count > 1 ? ` ${index + 1}` : ''
    const [wanted, got] = [marksOf(expected[index]), marksOf(actual[index])]
    const rows: ReadonlyArray<Row> = [
      { name: `expected${number}`, marks: wanted },
      { name: `actual${number}`, marks: got },
    ]
    return { rows, differing: [...lonely(wanted, got), ...lonely(got, wanted)] }
  })
  const rows = pairs.flatMap((pair) => pair.rows)
  return `The subscriptions differ.\n\n${diagram(
    rows,
    pairs.flatMap(({ differing }) => differing),
  )}`
}
