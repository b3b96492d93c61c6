import { hide } from '../../model/secrets/hide.ts'
import type { Continuity } from './frames/frame.ts'
import type { SessionEnd } from './session-end.ts'

/** The beginning of a session's life on one socket: the value of the greeting, in `Open.greeting`. */
export class SessionStart {
  /** Whether the session began, goes on, or was forgotten by the other end, so that a new one began. */
  readonly continuity: Continuity
  /** The number of messages of this end that had been sent in this session before. */
  readonly sent: number

  /** @internal */
  declare readonly end: SessionEnd<unknown, unknown>

  /** @internal */
  constructor(continuity: Continuity, sent: number, end: object) {
    this.continuity = continuity
    this.sent = sent
    // Not enumerable: logs show the value of a greeting.
    hide(this, { end })
  }
}
