/** One thing that is wrong with a value, and where in it. */
export interface Issue {
  /** Where, as one would write it in code: `connections[1].url`; empty for the value itself. */
  readonly path: string
  /** What is wrong there, for a person. Never quotes the value, which may be a secret. */
  readonly message: string
}

export type Issues = ReadonlyArray<Issue>
