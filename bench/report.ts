import type { Outcome } from './measure.ts'
import type { Figures } from './messages.ts'

/** The format of a figure. Without `isAbsolute` it is shown as a ratio to `ws`, and for `ws` itself with its unit. */
interface Shown {
  readonly label: string
  readonly unit: string
  readonly per: number
  readonly isAbsolute?: true
}

const mebi = 1_024 * 1_024

const figures: Readonly<Record<string, Shown>> = {
  cpu: { label: 'CPU per message', unit: 'µs', per: 1_000 },
  user: { label: 'user CPU per message', unit: 'µs', per: 1_000 },
  instructions: { label: 'instructions per message', unit: 'k', per: 1_000 },
  cpuToOpen: { label: 'CPU to open', unit: 'µs', per: 1_000 },
  cpuToOpenNext: { label: 'CPU to open as many again', unit: 'µs', per: 1_000 },
  userToOpen: { label: 'user CPU to open', unit: 'µs', per: 1_000 },
  instructionsToOpen: { label: 'instructions to open', unit: 'k', per: 1_000 },
  rate: { label: 'messages a second', unit: 'k/s', per: 1_000 },
  p50: { label: 'round trip p50', unit: 'µs', per: 1 },
  p99: { label: 'round trip p99', unit: 'µs', per: 1 },
  heap: { label: 'heap each', unit: 'kB', per: 1_000 },
  rss: { label: 'resident memory', unit: 'kB', per: 1_000 },
  ms: { label: 'time to open', unit: 'ms', per: 1 },
  growth: { label: 'peak growth, live', unit: 'MiB', per: mebi, isAbsolute: true },
  residentGrowth: { label: 'peak growth, resident', unit: 'MiB', per: mebi, isAbsolute: true },
  told: { label: 'sends refused', unit: '', per: 1, isAbsolute: true },
  done: { label: 'messages consumed', unit: '', per: 1, isAbsolute: true },
  percent: { label: 'CPU of one core', unit: '%', per: 1, isAbsolute: true },
}

export interface Row {
  readonly workload: string
  readonly figure: string
  /** One cell for each contender. */
  readonly cells: ReadonlyMap<string, string>
}

/** The rows of one workload, one for each figure: the median, and the range in brackets. */
export function toRows({ workload, rounds }: Outcome): ReadonlyArray<Row> {
  const base = rounds.get('ws') ?? []
  const names = Object.keys(base[0] ?? {})
  return names.map((name) => {
    const shown = figures[name] ?? { label: name, unit: '', per: 1 }
    const cells = new Map<string, string>()
    for (const [contender, all] of rounds) {
      const isAbsolute = shown.isAbsolute === true || contender === 'ws'
      const values = all.map((one, round) => (one[name] ?? NaN) / (isAbsolute ? shown.per : of(base[round], name)))
      cells.set(contender, isAbsolute ? `${summary(values)} ${shown.unit}`.trim() : summary(values))
    }
    return { workload: workload.name, figure: shown.label, cells }
  })
}

function of(one: Figures | undefined, name: string): number {
  return one?.[name] ?? NaN
}

function summary(values: ReadonlyArray<number>): string {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle] : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
  const shortest = (value = NaN): string =>
    Number.isInteger(value) ? String(value) : value >= 100 ? value.toFixed(0) : value.toFixed(2)
  const range = sorted.length > 1 ? ` (${shortest(sorted[0])}-${shortest(sorted.at(-1))})` : ''
  return shortest(median) + range
}

/** Formats a Markdown table with aligned columns. */
export function toTable(header: ReadonlyArray<string>, lines: ReadonlyArray<ReadonlyArray<string>>): string {
  const widths = header.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i]?.length ?? 0)))
  const show = (line: ReadonlyArray<string>): string =>
    `| ${widths.map((width, i) => (line[i] ?? '').padEnd(width)).join(' | ')} |`
  return [show(header), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.map(show)].join('\n')
}

export function rowsToTable(rows: ReadonlyArray<Row>, contenders: ReadonlyArray<string>): string {
  const lines = rows.map(({ workload, figure, cells }) => [
    workload,
    figure,
    ...contenders.map((contender) => cells.get(contender) ?? ''),
  ])
  return toTable(['workload', 'figure', ...contenders], lines)
}
