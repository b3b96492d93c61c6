import type { Transport } from '../../lib/transport/transport.ts'
import type { Certificate } from '../support/certificate.ts'
import { freshId, peerUrl } from '../support/peers/peer-script.ts'
import { startPeerServer } from '../support/peers/peer-server.ts'
import { type Capabilities, type Harness, recordedPeer, requestFor } from './harness.ts'

/** The transport of Node can all that the contract asks for. */
export const wsCapabilities: Capabilities = {
  dials: true,
  ping: true,
  pause: true,
  status: true,
  unaddressable: true,
  closeCodes: true,
  writes: true,
  closing: true,
}

/** The harness of the contract in Node: real servers of `ws`; over TLS with a certificate. */
export function wsHarness(transport: Transport, certificate?: Certificate): Harness {
  return {
    start: async (acts) => {
      const { origin, records, stop } = await startPeerServer(certificate)
      const id = freshId()
      const tls = certificate === undefined ? {} : { ca: certificate.cert }
      return recordedPeer(transport, { ...requestFor(peerUrl(origin, id, [acts])), tls }, records(id), stop)
    },
  }
}
