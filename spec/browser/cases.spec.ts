import { sameEvents } from '../behaviour/shared/cases-contract.ts'
import { origin } from './host.ts'

sameEvents('a browser', () => origin, true)
