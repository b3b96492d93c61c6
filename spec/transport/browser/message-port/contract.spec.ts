import { transportContract } from '../../contract.ts'
import { acceptingHarness, dialingHarness, portCapabilities } from './port-harness.ts'

transportContract('a port that dials', dialingHarness, portCapabilities)
transportContract('a port that is accepted', acceptingHarness, { ...portCapabilities, dials: false, status: false })
