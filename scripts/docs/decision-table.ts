/** What is known when a decision is taken, by name, and what was decided. */
export interface Sample {
  readonly known: ReadonlyMap<string, string>
  readonly outcome: string
}

/** One row: an outcome, and what it takes to get there. */
export interface Row {
  readonly conditions: ReadonlyArray<string>
  readonly outcome: string
}

type Values = ReadonlyArray<string>

/** Whether knowing `name` narrows down the outcome. */
function tells(samples: ReadonlyArray<Sample>, name: string): boolean {
  const outcomes = (some: ReadonlyArray<Sample>): string =>
    [...new Set(some.map(({ outcome }) => outcome))].sort().join()
  const whole = outcomes(samples)
  return [...groupBy(samples, name).values()].some((some) => outcomes(some) !== whole)
}

function groupBy(samples: ReadonlyArray<Sample>, name: string): ReadonlyMap<string, ReadonlyArray<Sample>> {
  const groups = new Map<string, Sample[]>()
  for (const sample of samples) {
    const value = sample.known.get(name) ?? '-'
    groups.set(value, [...(groups.get(value) ?? []), sample])
  }
  return groups
}

/**
 * The rows of a decision table over samples: conditions are asked in the given order, and only where they make a
 * difference. Throws where what is known does not explain the outcomes.
 */
export function decisionTable(samples: ReadonlyArray<Sample>, names: ReadonlyArray<string>): ReadonlyArray<Row> {
  const [first] = samples
  if (first === undefined) return []
  if (samples.every(({ outcome }) => outcome === first.outcome)) return [{ conditions: [], outcome: first.outcome }]
  const name = names.find((each) => tells(samples, each))
  if (name === undefined) {
    throw new Error(`nothing tells apart: ${[...new Set(samples.map(({ outcome }) => outcome))].join(' / ')}`)
  }
  // Values that lead to the same rows share them.
  const merged = new Map<string, { readonly values: Values; readonly rows: ReadonlyArray<Row> }>()
  for (const [value, some] of groupBy(samples, name)) {
    const rows = decisionTable(some, names)
    const key = JSON.stringify(rows)
    merged.set(key, { values: [...(merged.get(key)?.values ?? []), value], rows })
  }
  return [...merged.values()].flatMap(({ values, rows }) =>
    rows.map(({ conditions, outcome }) => ({ conditions: [`${name} ${values.join(' or ')}`, ...conditions], outcome })),
  )
}
