/** One sign of a marble diagram and its frame. */
export interface Mark {
  readonly frame: number
  readonly sign: string
}

/** One line of a diagram. */
export interface Row {
  readonly name: string
  readonly marks: ReadonlyArray<Mark>
}

/** Frames with the same columns in every row: one frame, or a stretch without signs. */
interface Tick {
  readonly frame: number
  readonly column: number
  /** The length of the stretch in milliseconds; 0 for a single frame. */
  readonly quiet: number
}

/** The longest stretch that is written as dashes. A longer one is written as a time. */
const longestDashes = 15

const quietText = (ms: number): string => ` ${ms}ms `

function cellsOf(marks: ReadonlyArray<Mark>): ReadonlyMap<number, string> {
  const cells = new Map<number, string>()
  for (const { frame, sign } of marks) cells.set(frame, (cells.get(frame) ?? '') + sign)
  return new Map([...cells].map(([frame, signs]) => [frame, Array.from(signs).length > 1 ? `(${signs})` : signs]))
}

/**
 * Returns the number of columns of a frame, so that no row's group overlaps the next sign. rxjs reads a group as one frame
 * for each of its characters, so that an earlier sign cannot be written in marbles at all.
 */
function columnsOf(frame: number, rows: ReadonlyArray<ReadonlyMap<number, string>>): number {
  const needs = rows.map((cells) => {
    const next = Math.min(...[...cells.keys()].filter((other) => other > frame))
    return 1 + Math.max(0, (cells.get(frame)?.length ?? 1) - Math.max(1, Math.ceil(next) - frame))
  })
  return Math.max(...needs)
}

function ticksOf(rows: ReadonlyArray<ReadonlyMap<number, string>>): ReadonlyArray<Tick> {
  const busy = [...new Set(rows.flatMap((cells) => [...cells.keys()]))].sort((left, right) => left - right)
  const ticks: Tick[] = []
  let column = 0
  const add = (frame: number, width: number, quiet = 0): void => {
    ticks.push({ frame, column, quiet })
    column += width
  }
  let from = Math.min(0, ...busy)
  for (const frame of busy) {
    const covered = Math.max(
      from,
      ...rows.flatMap((cells) => [...cells].map(([at, text]) => (at < frame ? at + text.length : 0))),
    )
    while (from < Math.min(covered, frame)) add(from++, 1)
    if (frame - from > longestDashes) add(from, quietText(frame - from).length, frame - from)
    else while (from < frame) add(from++, 1)
    add(frame, columnsOf(frame, rows))
    from = Math.floor(frame) + 1
  }
  return ticks
}

/** Writes texts at their columns into one line. A text that would touch the one before it is left out. */
function line(texts: ReadonlyArray<readonly [column: number, text: string]>, apart = 0): string {
  return texts.reduce((written, [column, text]) => {
    return written === '' || written.length + apart <= column ? written.padEnd(column) + text : written
  }, '')
}

function timeLine(ticks: ReadonlyArray<Tick>): string {
  const labelled = ticks.filter(({ frame, quiet }, index) => {
    return ticks[index - 1]?.quiet !== 0 || (quiet === 0 && (frame % 10 === 0 || frame % 1 !== 0))
  })
  return line(
    labelled.map(({ column, frame }) => [column, String(frame)]),
    1,
  )
}

function rowLine(cells: ReadonlyMap<number, string>, ticks: ReadonlyArray<Tick>): string {
  const ended = [...cells].find(([, text]) => /[|#!]\)?$/.test(text))?.[0] ?? Infinity
  const shown = ticks.filter(({ frame }) => frame <= ended)
  const texts = shown.map(({ column, frame, quiet }) => {
    return [column, quiet > 0 ? quietText(quiet) : (cells.get(frame) ?? '-')] as const
  })
  return line(texts)
}

/**
 * Draws rows under one time axis: the signs of one frame share a column. Long stretches without signs are written as a time
 * that rxjs can parse.
 *
 * @param marked - the frames to mark with a caret
 */
export function diagram(rows: ReadonlyArray<Row>, marked: ReadonlyArray<number>): string {
  const cells = rows.map(({ marks }) => cellsOf(marks))
  const ticks = ticksOf(cells)
  const carets = ticks.filter(({ frame, quiet }) => quiet === 0 && marked.includes(frame))
  const lines = [
    ['time', timeLine(ticks)] as const,
    ...rows.map(({ name }, index) => [name, rowLine(cells[index] ?? new Map(), ticks)] as const),
    ['', line(carets.map(({ column }) => [column, '^']))] as const,
  ]
  const margin = Math.max(...lines.map(([name]) => name.length)) + 2
  return lines.map(([name, text]) => `  ${name.padEnd(margin)}${text}`.trimEnd()).join('\n')
}
