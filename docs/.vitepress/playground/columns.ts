import type { Mark } from './report.ts'

/** The place of a moment in the drawing, in pixels. */
export interface Column {
  readonly at: number
  readonly x: number
  readonly width: number
  /** Whether time is left out before it: more than a drawing has room for. */
  readonly isAfterBreak: boolean
}

/** Pixels of a millisecond, and milliseconds between two events that are drawn to scale. Longer ones are shortened to that. */
const scale = 22
const longest = 6

const space = 5

/** Pixels of a mark. A state needs its first letter only, and has more room while it lasts. */
export function widthOf({ kind, label, lane }: Mark): number {
  if (kind === 'ping') return 6
  return lane === 'sent' || lane === 'received' ? Math.max(22, label.length * 7.3 + 14) : 22
}

/** The columns of a drawing: one for each moment with an event, wide enough for the fullest lane. */
export function columnsOf(lanes: ReadonlyArray<ReadonlyArray<Mark>>): ReadonlyArray<Column> {
  const widths = new Map<number, number>()
  for (const lane of lanes) {
    const own = new Map<number, number>()
    for (const mark of lane) own.set(mark.at, (own.get(mark.at) ?? 0) + widthOf(mark) + space)
    for (const [at, width] of own) widths.set(at, Math.max(widths.get(at) ?? 0, width))
  }
  const columns: Column[] = []
  for (const [at, width] of [...widths].sort(([a], [b]) => a - b)) {
    const before = columns.at(-1)
    const gap = before === undefined ? 0 : at - before.at
    const x = before === undefined ? 0 : before.x + Math.max(before.width, Math.min(gap, longest) * scale)
    const isAfterBreak = gap > longest
    columns.push({ at, x: isAfterBreak ? x + scale : x, width, isAfterBreak })
  }
  return columns
}
