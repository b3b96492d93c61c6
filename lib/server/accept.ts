import { Observable } from 'rxjs'

import type { Connection } from '../connection/connection.ts'
import { settingsInvalid } from '../model/connection-error.ts'
import type { Issues } from '../model/issue.ts'
import type { OpeningSource } from '../transport/accepting.ts'
import type { AcceptRules } from './accept-options.ts'
import { Acceptance, type ResolvedRules } from './acceptance.ts'
import { ruleIssues } from './check-rules.ts'
import { type AcceptingPlatform, resolvePeer } from './resolve-peer.ts'

/**
 * Resolves the options of `accept$`.
 *
 * @param issues - the faults of the options that are not rules
 * @param name - the function that the options are for
 * @throws `SettingsInvalid` with all faults of options that can never work
 */
export function resolveRules<In, Out, Request>(
  rules: AcceptRules<In, Out, Request>,
  issues: Issues,
  platform: AcceptingPlatform,
  name = 'accept$',
): ResolvedRules<In, Out, Request> {
  const all = [...issues, ...ruleIssues(rules as Readonly<Record<string, unknown>>)]
  if (all.length > 0) throw settingsInvalid(all, `The options of ${name}`)
  return { rules, common: resolvePeer(rules, {}, platform), platform }
}

/** Emits a connection for each peer of a source that is accepted. Each subscription has a source of its own. */
export function accept<In, Out, Request>(
  resolved: ResolvedRules<In, Out, Request>,
  source: OpeningSource<Request>,
): Observable<Connection<In, Out>> {
  return new Observable((subscriber) => {
    const acceptance = new Acceptance(resolved, subscriber)
    subscriber.add(() => {
      acceptance.end()
    })
    acceptance.start(source)
  })
}
