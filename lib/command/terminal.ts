import { once } from 'node:events'
import { clearLine, cursorTo, type Interface } from 'node:readline'

import { colourFor, type Style } from './output.ts'

/** Writes messages to standard output and reports to standard error, around the line that is being typed. */
export class Terminal {
  /** Whether a person types and reads. */
  readonly isInteractive: boolean = process.stdin.isTTY && process.stdout.isTTY
  readonly #isQuiet: boolean
  readonly #hasPicture: boolean
  readonly #colour = colourFor(process.stderr)
  #lines: Interface | undefined
  #isBroken = false
  /** Lines from the top of the picture to the line that is being typed. */
  #height = 0

  /** @param hasDiagram - whether a picture shows states and messages, in place of lines on a terminal */
  constructor(isQuiet: boolean, hasDiagram: boolean) {
    this.#isQuiet = isQuiet || (hasDiagram && process.stderr.isTTY)
    this.#hasPicture = hasDiagram && process.stderr.isTTY && process.stdout.isTTY
    // A reader that leaves, as `head` does, is no failure of ours.
    process.stdout.on('error', () => (this.#isBroken = true))
  }

  /** The lines of the input. On a terminal they have a prompt. */
  attach(lines: Interface): void {
    if (!this.isInteractive) return
    this.#lines = lines
    lines.setPrompt('> ')
    lines.on('line', () => {
      if (this.#height > 0) this.#height++
      lines.prompt()
    })
  }

  /** Prints a message. Resolves as soon as standard output takes the next one. */
  async print(line: string): Promise<void> {
    if (this.#isBroken || this.#hasPicture) return
    const isTaken = this.#around(() => process.stdout.write(`${this.isInteractive ? '< ' : ''}${line}\n`))
    if (isTaken) return
    // Either of them: a reader may leave while we wait for it.
    await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')])
  }

  /** Prints a state or an error. */
  report(line: string, style: Style): void {
    if (this.#isQuiet) return
    this.#around(() => process.stderr.write(`${this.#colour(`-- ${line}`, style)}\n`))
  }

  /** Prints a warning, however quiet the command is. */
  shout(line: string): void {
    process.stderr.write(`${this.#colour(`WARNING ${line}`, ['bold', 'red'])}\n`)
  }

  #around(write: () => boolean): boolean {
    if (this.#lines === undefined) return write()
    clearLine(process.stdout, 0)
    cursorTo(process.stdout, 0)
    const isTaken = write()
    this.#lines.prompt(true)
    return isTaken
  }

  /** Draws a picture above the line that is being typed, in place of the one before. */
  draw(picture: string): void {
    const { stderr } = process
    if (!stderr.isTTY) {
      stderr.write(`${picture}\n`)
      return
    }
    // A line that wraps, or a picture that scrolls, could not be found again.
    const lines = picture.split('\n').slice(0, stderr.rows - 2)
    const fitting = lines.map((line) => (line.includes('\u001b') ? line : line.slice(0, stderr.columns - 1)))
    const back = this.#height === 0 ? '' : `\u001b[${this.#height}F`
    stderr.write(`\r\u001b[K${back}\u001b[J${fitting.join('\n')}\n`)
    this.#height = fitting.length
    this.#lines?.prompt(true)
  }

  /** Resolves once everything was handed to the reader of standard output. */
  async flushed(): Promise<void> {
    if (this.#lines !== undefined) process.stdout.write('\n')
    await new Promise<void>((resolve) => {
      process.stdout.write('', () => {
        resolve()
      })
    })
  }
}
