import { sameEvents } from '../behaviour/platforms/contract.ts'
import { origin } from './host.ts'

sameEvents('a browser', () => origin, true)
