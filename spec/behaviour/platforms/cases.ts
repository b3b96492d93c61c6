/**
 * Events of connections, in Node and in a page: these files run unchanged in both. If a browser hides or forbids
 * something, the case names it, and lists the events of a browser.
 */
import type { Case } from './case.ts'
import { endCases } from './ends.ts'
import { messageCases } from './messages.ts'
import { openingCases } from './opening.ts'

export const cases: ReadonlyArray<Case> = [...openingCases, ...messageCases, ...endCases]
