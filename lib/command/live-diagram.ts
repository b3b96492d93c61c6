import type { Recording } from '../inspect/recording/recording.ts'
import { colourFor } from './output.ts'
import type { Terminal } from './terminal.ts'

/** Milliseconds between two pictures on a terminal, and shown by one. */
const pace = 250
const shownTime = 30_000

/** Draws a connection while it runs, in place on a terminal. Elsewhere it draws once, at the end. */
export class LiveDiagram {
  readonly #recording: Recording
  readonly #terminal: Terminal
  readonly #timer: ReturnType<typeof setInterval> | undefined

  constructor(recording: Recording, terminal: Terminal) {
    this.#recording = recording
    this.#terminal = terminal
    if (!process.stderr.isTTY) return
    this.#timer = setInterval(() => {
      this.#draw(shownTime)
    }, pace)
    // The connection alone decides how long the command runs.
    this.#timer.unref()
  }

  /** Draws the last picture. */
  stop(): void {
    clearInterval(this.#timer)
    this.#recording.stop()
    this.#draw(Infinity)
  }

  #draw(last: number): void {
    const colour = colourFor(process.stderr)
    const width = process.stderr.isTTY ? process.stderr.columns - 1 : 98
    this.#terminal.draw(this.#recording.diagram({ width, last, paint: (text, style) => colour(text, style) }))
  }
}
