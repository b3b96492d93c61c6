import { isObservable } from 'rxjs'

import { describeValue } from '../../model/mistakes/describe-value.ts'
import * as warn from './warn.ts'

/**
 * `#checks` unless a bundler builds for production: finds the mistakes of developers, and explains them (decision 19).
 * `production.ts` exports the same names.
 */
export { describeValue }
export { issuesOfAnswer } from './check-answer.ts'
export { checkFreshValues } from './check-fresh-values.ts'
export { checkOptions } from './check-options.ts'
export { guardSocket } from './guard-socket.ts'
export { reportOmitted } from './report-omitted.ts'

/** Calls `warn`, unless the modules run unbundled in a browser, where `process` does not exist. */
function withProcess<Given extends unknown[]>(warn: (...given: Given) => void): (...given: Given) => void {
  return (...given) => {
    try {
      warn(...given)
    } catch {
      // Warnings are for bundlers and Node alone.
    }
  }
}

export const warnAboutRenders: typeof warn.warnAboutRenders = /* @__PURE__ */ withProcess(warn.warnAboutRenders)
export const warnIfNotStarted: typeof warn.warnIfNotStarted = /* @__PURE__ */ withProcess(warn.warnIfNotStarted)

/** Describes a value that was given in place of a connection. */
export function describeMistake(value: unknown): string {
  if (!isObservable(value)) return describeValue(value)
  return 'another Observable, such as the lease that clientStart$() returns'
}
