import type { SessionEnd } from './session-end.ts'
import type { SessionStart } from './session-start.ts'

/** Is called as sockets of a connection begin to carry sessions. */
export interface LinkListener<In, Out> {
  readonly attached: (end: SessionEnd<In, Out>, start: SessionStart, leave: () => void) => void
  /** No socket will come any more. */
  readonly over: () => void
}
