import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** One sign of a lane, and when it was. */
interface Mark {
  /** Milliseconds since the beginning. */
  readonly at: number
  readonly sign: string
  /** What the lane shows from here to the next mark. */
  readonly fill: string
}

interface Lane {
  readonly group: string
  readonly name: string
  readonly style: Style | undefined
  readonly marks: Mark[]
}

/** Writes a sign on a lane, at the present moment. */
export type Pen = (sign: string, fill?: string) => void

/** Columns of the whole picture, and those that its names take. */
const width = 98
const margin = 19

/** Legend entries longer than this have a line of their own. */
const longest = 40

/** What happened when: lanes that share one time axis, as in a marble diagram. */
export class Lanes {
  readonly #began = performance.now()
  readonly #lanes: Lane[] = []
  readonly #letters = new Map<string, string>()
  readonly #isColoured: boolean

  constructor(isColoured: boolean) {
    this.#isColoured = isColoured
  }

  /** Milliseconds since the beginning. */
  now(): number {
    return performance.now() - this.#began
  }

  /** Adds a lane below those that were added before. Neighbours of one group show its name once. */
  lane(group: string, name: string, style?: Style): Pen {
    const lane: Lane = { group, name, style, marks: [] }
    this.#lanes.push(lane)
    return (sign, fill = '-') => lane.marks.push({ at: this.now(), sign, fill })
  }

  /** The letter that stands for a text: the same one wherever it turns up. */
  letter(text: string): string {
    const letter = this.#letters.get(text) ?? String.fromCharCode(97 + this.#letters.size)
    this.#letters.set(text, letter)
    return letter
  }

  /** What each letter stands for: short texts share lines, long ones follow. */
  legend(): string {
    const entries = [...this.#letters].map(([text, letter]) => `  ${letter} ${text}`)
    const lines = ['']
    for (const entry of entries.filter(({ length }) => length <= longest)) {
      const line = lines.at(-1) ?? ''
      if (line.length + entry.length > width) lines.push(entry)
      else lines[lines.length - 1] = line + entry
    }
    return [...lines, ...entries.filter(({ length }) => length > longest)].join('\n')
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

  /** Signs that fall into one column stand side by side. */
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

/** A label every half second. */
function axis(scale: number, columns: number): string {
  let line = ''
  for (let at = 0; at / scale < columns; at += 500) line = line.padEnd(Math.round(at / scale)) + (at / 1000).toFixed(1)
  return line
}
