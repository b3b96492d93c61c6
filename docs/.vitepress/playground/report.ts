import * as t from 'io-ts'

/** The rows of the drawing. */
export type LaneName = 'peer' | 'state' | 'sent' | 'received' | 'errors'

/** One event of a test. */
export interface Mark {
  readonly lane: LaneName
  /** Virtual time, in milliseconds. */
  readonly at: number
  /** A state's tag, `text`, `binary`, `queued`, `unsent`, `ping`, `error`, `dial`, `act`. */
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

const LaneName = t.keyof({ peer: null, state: null, sent: null, received: null, errors: null })

const Mark: t.Type<Mark, unknown> = t.type({
  lane: LaneName,
  at: t.number,
  kind: t.string,
  label: t.string,
  text: t.string,
})

const Problem: t.Type<Problem, unknown> = t.intersection([
  t.type({ message: t.string, mend: t.string }),
  t.partial({ line: t.union([t.number, t.undefined]) }),
])

const Outcome: t.Type<Outcome, unknown> = t.intersection([
  t.type({
    title: t.string,
    tracks: t.readonlyArray(t.type({ name: t.string, marks: t.readonlyArray(Mark) })),
    isCut: t.boolean,
  }),
  t.partial({ problem: t.union([Problem, t.undefined]) }),
])

/** Checks what comes out of a worker: the text that runs there may send anything. */
export const Report: t.Type<Report, unknown> = t.union([
  t.type({ _tag: t.literal('Ran'), outcomes: t.readonlyArray(Outcome), lines: t.readonlyArray(t.string) }),
  t.type({ _tag: t.literal('Broken'), problem: Problem }),
])
