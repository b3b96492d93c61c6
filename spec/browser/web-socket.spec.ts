import { transport } from '../../lib/transport/browser/transport.ts'
import { transportContract } from '../transport/contract.ts'
import { browserHarness } from './peers.ts'

transportContract("the platform's WebSocket", browserHarness(transport), {
  ping: false,
  pause: false,
  status: false,
  unaddressable: true,
  closeCodes: false,
  writes: false,
})
