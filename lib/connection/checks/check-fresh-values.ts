import type { Issues } from '../../model/issue.ts'
import { describeValue } from '../../model/mistakes/describe-value.ts'
import { subprotocolProblem } from '../../model/secrets/subprotocol.ts'
import { headerIssues } from './check-headers.ts'

function protocolIssues(protocols: unknown): Issues {
  const problem = Array.isArray(protocols)
    ? subprotocolProblem(protocols)
    : `expected a string or an array of strings, got ${describeValue(protocols)}`
  return problem === undefined ? [] : [{ path: 'protocols', message: problem }]
}

/**
 * Lists the faults of headers and subprotocols. A function may have given them, as anything.
 *
 * @param protocols - an array, or a value that is wrong
 */
export function checkFreshValues(headers: unknown, protocols: unknown): Issues {
  return [
    ...headerIssues(headers).map(({ path, message }) => ({
      path: path === '' ? 'headers' : `headers.${path}`,
      message,
    })),
    ...protocolIssues(protocols),
  ]
}
