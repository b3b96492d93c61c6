import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** One sign of a lane, and its time. */
interface Mark {
  /** Milliseconds since the start of the program. */
  readonly at: number
  readonly sign: string
  /** The character that fills the lane from here to the next mark. */
  readonly fill: string
}

interface Lane {
  readonly group: string
  readonly name: string
  readonly style: Style | undefined
  readonly marks: Mark[]
}

/** Writes a sign on a lane at the current time. */
export type Pen = (sign: string, fill?: string) => void

/** Columns of the whole picture, and of the names at its left. */
const width = 98
const margin = 19

/** Legend entries with more characters than this get a line of their own. */
const maxShared = 40

/** A marble diagram in text: lanes that share one time axis. */
export class Lanes {
  readonly #began = performance.now()
  readonly #lanes: Lane[] = []
  readonly #letters = new Map<string, string>()
  readonly #isColoured: boolean

  constructor(isColoured: boolean) {
    this.#isColoured = isColoured
  }

  /** Milliseconds since the start of the program. */
  now(): number {
    return performance.now() - this.#began
  }

  /** Adds a lane below the existing ones. Neighbours of one group show the group's name once. */
  lane(group: string, name: string, style?: Style): Pen {
    const lane: Lane = { group, name, style, marks: [] }
    this.#lanes.push(lane)
    return (sign, fill = '-') => lane.marks.push({ at: this.now(), sign, fill })
  }

  /** Returns the letter that stands for a text; equal texts get the same letter. */
  letter(text: string): string {
    const letter = this.#letters.get(text) ?? String.fromCharCode(97 + this.#letters.size)
    this.#letters.set(text, letter)
    return letter
  }

  /** Lists the text of each letter. Short texts share lines; long ones follow. */
  legend(): string {
    const entries = [...this.#letters].map(([text, letter]) => `  ${letter} ${text}`)
    const lines = ['']
    for (const entry of entries.filter(({ length }) => length <= maxShared)) {
      const line = lines.at(-1) ?? ''
      if (line.length + entry.length > width) lines.push(entry)
      else lines[lines.length - 1] = line + entry
    }
    return [...lines, ...entries.filter(({ length }) => length > maxShared)].join('\n')
  }

  draw(): string {
    const scale = Math.ceil(this.now() / (width - margin) / 5) * 5
    const columns = Math.ceil(this.now() / scale)
    const rows = this.#lanes.map((lane, index) => {
      const isFirst = lane.group !== this.#lanes[index - 1]?.group
      const head = this.paint((isFirst ? lane.group : '').padEnd(8), 'bold') + lane.name.padEnd(margin - 10)
      return `${isFirst ? '\n' : ''}  ${head}${this.#row(lane, scale, columns)}`.trimEnd()
    })
    return [`  ${'seconds'.padEnd(margin - 2)}${axis(scale, columns)}`, ...rows].join('\n')
  }

  /** Signs of one column are placed side by side. */
  #row({ marks, style }: Lane, scale: number, columns: number): string {
    let row = ''
    let length = 0
    let fill = '-'
    for (const mark of marks) {
      const column = Math.max(Math.floor(mark.at / scale), length)
      row += fill.repeat(column - length) + this.paint(mark.sign, style)
      length = column + 1
      fill = mark.fill
    }
    return row + fill.repeat(Math.max(0, columns - length))
  }

  paint(text: string, style: Style | undefined): string {
    return this.#isColoured && style !== undefined ? styleText(style, text) : text
  }
}

/** The time axis, with a label every half second. */
function axis(scale: number, columns: number): string {
  let line = ''
  for (let at = 0; at / scale < columns; at += 500) line = line.padEnd(Math.round(at / scale)) + (at / 1000).toFixed(1)
  return line
}
