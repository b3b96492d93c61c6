import type { Transport } from '../../lib/transport/transport.ts'
import { freshId, type Heard, logUrl, parse, type PeerScript, peerUrl } from '../support/peers/peer-script.ts'
import type { Harness, Peer } from '../transport/harness.ts'
import { origin } from './host.ts'

/** A peer, and what it heard. */
export interface LoggedPeer {
  readonly url: string
  readonly heard: ReadonlyArray<Heard>
  stop(): Promise<void>
}

/** Starts a peer on the server that the page came from. */
export async function startPeer(...scripts: ReadonlyArray<PeerScript>): Promise<LoggedPeer> {
  const id = freshId()
  const heard: Heard[] = []
  const log = new WebSocket(logUrl(origin, id))
  log.onmessage = ({ data }) => heard.push(parse(data as string) as Heard)
  await new Promise((resolve) => (log.onopen = resolve))
  return {
    url: peerUrl(origin, id, scripts),
    heard,
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
    start: async (acts): Promise<Peer> => {
      const { url, heard, stop } = await startPeer(acts)
      return {
        transport,
        request: { url, protocols: [], headers: {}, tls: {}, maxMessageSize: 1 << 24 },
        get heard() {
          return heard.flatMap((each) => (each._tag === 'Message' ? [each.data] : []))
        },
        get closed() {
          return heard.flatMap((each) => (each._tag === 'Closed' ? [[each.code, each.reason] as const] : []))
        },
        stop,
      }
    },
  }
}
