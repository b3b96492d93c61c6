/**
 * What connections tell, on Node and in a page: these files run unchanged in both. Where a browser hides or forbids
 * something, the case says what, and what is told instead.
 */
import type { Case } from './case.ts'
import { endCases } from './ends.ts'
import { messageCases } from './messages.ts'
import { openingCases } from './opening.ts'

export const cases: ReadonlyArray<Case> = [...openingCases, ...messageCases, ...endCases]
