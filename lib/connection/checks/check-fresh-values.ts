import { describeValue } from '../../model/describe-value.ts'
import type { Issue, Issues } from '../../model/issue.ts'
import { headerIssues } from './check-headers.ts'

function protocolIssues(protocols: ReadonlyArray<unknown>): Issue[] {
  const wrong = protocols.find((protocol) => typeof protocol !== 'string')
  if (wrong === undefined) return []
  return [{ path: 'protocols', message: `expected a string or an array of strings, got ${describeValue(wrong)}` }]
}

/** Lists the faults of headers and subprotocols. A function may have given them, as anything. */
export function checkFreshValues(headers: unknown, protocols: unknown): Issues {
  return [
    ...headerIssues(headers).map(({ path, message }) => ({
      path: path === '' ? 'headers' : `headers.${path}`,
      message,
    })),
    ...protocolIssues(Array.isArray(protocols) ? protocols : [protocols]),
  ]
}
