import type { End, Verdict } from '../model/diagnose.ts'

/**
 * The close codes of a peer that leaves on purpose (RFC 6455, section 7.4.1): it is done, its page was left, and
 * `socket.close()` of a browser without a code.
 */
const leaving: ReadonlySet<number> = new Set([1000, 1001, 1005])

/** The verdict on the end of an accepted connection: only its peer can dial, so nothing is tried again (decision 22). */
export function diagnosePeer({ error }: End): Verdict {
  return error._tag === 'ConnectionLost' && error.wasClean && leaving.has(error.code) ? 'closed' : 'final'
}
