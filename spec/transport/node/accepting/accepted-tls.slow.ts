import { certificate } from '../../../support/certificate.ts'
import { transportContract } from '../../contract.ts'
import { acceptedHarness, capabilities } from './accepted-harness.ts'

transportContract('an accepted socket of ws over TLS', acceptedHarness(certificate), capabilities)
