import { transport } from '../../lib/transport/ws.ts'
import { certificate } from './certificate.ts'
import { transportContract } from './contract.ts'
import { wsHarness } from './ws-peer.ts'

const everything = { ping: true, pause: true, status: true, unaddressable: true, closeCodes: true, writes: true }

transportContract('ws', wsHarness(transport), everything)
transportContract('ws over TLS', wsHarness(transport, certificate), everything)
