import { transport } from '../../lib/transport/browser/transport.ts'
import { webSocketTransport } from '../../lib/transport/browser/web-socket-transport.ts'
import { transportContract } from '../transport/contract.ts'
import { type Capabilities } from '../transport/harness.ts'
import { browserHarness } from './peers.ts'

const asBrowser: Capabilities = {
  dials: true,
  ping: false,
  pause: false,
  status: false,
  unaddressable: true,
  closeCodes: false,
  writes: false,
  closing: false,
}

transportContract("the platform's WebSocket", browserHarness(transport), asBrowser)
transportContract(
  "webSocketTransport of the platform's class",
  browserHarness(webSocketTransport(WebSocket)),
  asBrowser,
)
