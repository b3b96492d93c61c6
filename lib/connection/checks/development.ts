/**
 * `#checks` unless a bundler builds for production: finds the mistakes of developers, and explains them (decision 19).
 * `production.ts` exports the same names.
 */
export { describeValue } from '../../model/mistakes/describe-value.ts'
export { checkFreshValues } from './check-fresh-values.ts'
export { checkOptions } from './check-options.ts'
export { warnAboutRenders, warnIfNotStarted } from './warn.ts'
