/** One decision: the values of its conditions by name, and its outcome. */
export interface Sample {
  readonly known: ReadonlyMap<string, string>
  readonly outcome: string
}

/** One row of a decision table: the conditions, and the outcome that they lead to. */
export interface Row {
  readonly conditions: ReadonlyArray<string>
  readonly outcome: string
}

type Values = ReadonlyArray<string>

/** Whether the condition `name` narrows down the outcome. */
function matters(samples: ReadonlyArray<Sample>, name: string): boolean {
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
 * Builds the rows of a decision table from samples. Conditions are used in the given order, and only where they make a
 * difference. Throws if samples with equal conditions have different outcomes.
 */
export function decisionTable(samples: ReadonlyArray<Sample>, names: ReadonlyArray<string>): ReadonlyArray<Row> {
  const [first] = samples
  if (first === undefined) return []
  if (samples.every(({ outcome }) => outcome === first.outcome)) return [{ conditions: [], outcome: first.outcome }]
  const name = names.find((each) => matters(samples, each))
  if (name === undefined) {
    throw new Error(
      `no condition separates these outcomes: ${[...new Set(samples.map(({ outcome }) => outcome))].join(' / ')}`,
    )
  }
  // Values that lead to the same rows share those rows.
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
