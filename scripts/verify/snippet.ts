/** One line of a snippet, and its place in the file that shows it. */
export interface Line {
  readonly text: string
  /** Its line in that file, from 1. */
  readonly number: number
}

/** A piece of code that people read and copy. It is compiled as a module of its own. */
export interface Snippet {
  /** The page or source file that shows it, relative to the root. */
  readonly page: string
  readonly extension: 'ts' | 'tsx'
  readonly lines: readonly Line[]
  /** Imports of its prelude, which readers do not see, that its visible lines use. */
  readonly hidden?: readonly string[]
}
