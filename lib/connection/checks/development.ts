import * as warn from './warn.ts'

/**
 * `#checks` unless a bundler builds for production: finds the mistakes of developers, and explains them (decision 19).
 * `production.ts` exports the same names.
 */
export { describeValue } from '../../model/mistakes/describe-value.ts'
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
