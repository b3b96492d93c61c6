/** The rows of the drawing. */
export type LaneName = 'peer' | 'state' | 'sent' | 'received' | 'errors'

/** One event of a test. */
export interface Mark {
  readonly lane: LaneName
  /** Virtual time, in milliseconds. */
  readonly at: number
  /** A state's tag, `text`, `binary`, `queued`, `unsent`, `ping`, `pong`, `error`, `dial`, `act`. */
  readonly kind: string
  /** A few characters that are drawn on the mark. */
  readonly label: string
  /** The whole text. */
  readonly text: string
}

/** A connection that a test defined, and all that happened to it. */
export interface Track {
  readonly name: string
  readonly marks: ReadonlyArray<Mark>
}

/** An error in plain words, and how to mend it. */
export interface Problem {
  readonly message: string
  readonly mend: string
  /** The line of the text, from 1. */
  readonly line?: number | undefined
}

/** One test: its outcome, and the connections that it defined. */
export interface Outcome {
  readonly title: string
  /** Absent: the test passed. */
  readonly problem?: Problem | undefined
  readonly tracks: ReadonlyArray<Track>
  /** Whether there were more events than are kept. */
  readonly isCut: boolean
}

/** The result of a text: its tests, or the reason why there are none. */
export type Report =
  | { readonly _tag: 'Ran'; readonly outcomes: ReadonlyArray<Outcome>; readonly lines: ReadonlyArray<string> }
  | { readonly _tag: 'Broken'; readonly problem: Problem }
