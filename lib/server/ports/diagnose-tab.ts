import type { End, Verdict } from '../../model/diagnose.ts'
import { diagnosePeer } from '../diagnose-peer.ts'

/**
 * The verdict on the end of a port: as with any peer, but one that is gone has left. A tab that is closed makes no closing
 * handshake (decision 26).
 */
export function diagnoseTab(end: End): Verdict {
  return end.error._tag === 'ConnectionLost' && end.error.code === 1006 ? 'closed' : diagnosePeer(end)
}
