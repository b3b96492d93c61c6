import { transportContract } from '../../contract.ts'
import { acceptedHarness, capabilities } from './accepted-harness.ts'

transportContract('an accepted socket of ws', acceptedHarness(), capabilities)
