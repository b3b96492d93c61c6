import { transport } from '../../../lib/transport/node/transport.ts'
import { certificate } from '../../support/certificate.ts'
import { transportWithoutLanes } from '../../support/without-lanes.ts'
import { transportContract } from '../contract.ts'
import { wsCapabilities, wsHarness } from '../ws-harness.ts'

transportContract('ws alone', wsHarness(transportWithoutLanes), wsCapabilities)
transportContract('ws', wsHarness(transport), wsCapabilities)
transportContract('ws over TLS', wsHarness(transport, certificate), wsCapabilities)
