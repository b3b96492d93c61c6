import type { Transport } from '../../lib/transport/transport.ts'
import { freshId, logUrl, parse, type PeerRecord, type PeerScript, peerUrl } from '../support/peers/peer-script.ts'
import { type Harness, recordedPeer, requestFor } from '../transport/harness.ts'
import { origin } from './host.ts'

/** A peer, and its log. */
export interface LoggedPeer {
  readonly url: string
  readonly records: ReadonlyArray<PeerRecord>
  stop(): Promise<void>
}

/** Starts a peer on the server that the page came from. */
export async function startPeer(...scripts: ReadonlyArray<PeerScript>): Promise<LoggedPeer> {
  const id = freshId()
  const records: PeerRecord[] = []
  const log = new WebSocket(logUrl(origin, id))
  log.onmessage = ({ data }) => records.push(parse(data as string) as PeerRecord)
  await new Promise((resolve) => (log.onopen = resolve))
  return {
    url: peerUrl(origin, id, scripts),
    records,
    stop: () =>
      new Promise((resolve) => {
        log.onclose = () => resolve()
        log.close()
      }),
  }
}

/** The harness of the transports' contract, for a page. */
export function browserHarness(transport: Transport): Harness {
  return {
    start: async (acts) => {
      const { url, records, stop } = await startPeer(acts)
      return recordedPeer(transport, requestFor(url), records, stop)
    },
  }
}
