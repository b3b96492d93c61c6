/** The role of a piece of the picture, for its colour. The names are styles of `styleText` (`node:util`). */
export type LaneStyle = 'bold' | 'green' | 'cyan' | 'red'

/** Colours a piece of the picture. */
export type Paint = (text: string, style: LaneStyle) => string

/** One sign of a lane, and its time. */
export interface Mark {
  /** Time of day, in milliseconds since 1970. */
  readonly at: number
  /** One character. */
  readonly sign: string
  /** The character that fills the lane from here to the next mark. Default: `-`. */
  readonly fill?: string | undefined
}

/** A row of the picture. */
export interface Lane {
  /** Neighbours of one group show the group's name once. */
  readonly group: string
  /** The name of the row. */
  readonly name: string
  /** The colour of its signs. */
  readonly style?: LaneStyle | undefined
  /** In the order of their times. */
  readonly marks: ReadonlyArray<Mark>
}

/** The time that a picture shows, in milliseconds since 1970, and its width in columns. */
export interface Frame {
  readonly from: number
  readonly to: number
  readonly width: number
  readonly paint: Paint
}

/** Columns of the names at the left of each row. */
const margin = 19

/** Stands for several signs that share a column of a busy lane. */
const several = '+'

/** Draws lanes under one time axis. */
export function drawLanes(lanes: ReadonlyArray<Lane>, frame: Frame): string {
  const { from, to, width, paint } = frame
  const scale = Math.max(5, Math.ceil((to - from) / (width - margin) / 5) * 5)
  const columns = Math.max(1, Math.ceil((to - from) / scale))
  const rows = lanes.map((lane, index) => {
    const isFirst = lane.group !== lanes[index - 1]?.group
    const group = (isFirst ? lane.group : '').slice(0, 7).padEnd(8)
    const head = (group.trim() === '' ? group : paint(group, 'bold')) + lane.name.padEnd(margin - 10)
    return `${isFirst ? '\n' : ''}  ${head}${row(lane, from, scale, columns, paint)}`.trimEnd()
  })
  return [`  ${'seconds'.padEnd(margin - 2)}${axis(scale, columns)}`, ...rows].join('\n')
}

function row({ marks, style }: Lane, from: number, scale: number, columns: number, paint: Paint): string {
  const isBusy = marks.filter(({ at }) => at >= from).length > columns / 3
  let text = ''
  let length = 0
  let fill = '-'
  let latest = -1
  const put = (sign: string): void => {
    text += style === undefined ? sign : paint(sign, style)
    length++
  }
  const signs: string[] = []
  /** Puts the signs of one column: side by side, or as one sign where there are many. */
  const flush = (): void => {
    if (signs.length > 1 && isBusy) put(several)
    else for (const sign of signs) if (length < columns) put(sign)
    signs.length = 0
  }
  for (const mark of marks) {
    const column = Math.floor((mark.at - from) / scale)
    if (column >= 0 && column < columns) {
      if (column !== latest) {
        flush()
        text += fill.repeat(Math.max(0, column - length))
        length = Math.max(length, column)
      }
      signs.push(mark.sign)
      latest = column
    }
    fill = mark.fill ?? '-'
  }
  flush()
  return text + fill.repeat(Math.max(0, columns - length))
}

/** The time axis: a label every half second, or as many seconds as leave room for the labels. */
function axis(scale: number, columns: number): string {
  const fits = (seconds: number): boolean => (seconds * 1_000) / scale >= 6
  let step = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800].find(fits) ?? 3_600
  while (!fits(step)) step *= 2
  let line = ''
  for (let at = 0; (at * 1_000) / scale < columns; at += step) {
    line = `${line.padEnd(Math.round((at * 1_000) / scale))}${step < 1 ? at.toFixed(1) : at}`
    if (line.length > columns) break
  }
  return line
}
