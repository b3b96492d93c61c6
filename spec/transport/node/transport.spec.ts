import { transport } from '../../../lib/transport/node/transport.ts'
import { certificate } from '../../support/certificate.ts'
import { transportWithoutLanes } from '../../support/without-lanes.ts'
import { transportContract } from '../contract.ts'
import { wsHarness } from '../ws-harness.ts'

const everything = {
  dials: true,
  ping: true,
  pause: true,
  status: true,
  unaddressable: true,
  closeCodes: true,
  writes: true,
  closing: true,
}

transportContract('ws alone', wsHarness(transportWithoutLanes), everything)
transportContract('ws', wsHarness(transport), everything)
transportContract('ws over TLS', wsHarness(transport, certificate), everything)
