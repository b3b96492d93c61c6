import type { Either } from 'fp-ts/lib/Either.js'

import { normalizeAddress } from '../../model/address.ts'
import { describeValue } from '../../model/describe-value.ts'
import * as E from '../../model/either.ts'
import type { Issues } from '../../model/issue.ts'
import { subprotocolProblem } from '../../model/subprotocol.ts'
import type { DialRequest } from '../../transport/transport.ts'
import { headerIssues } from '../check-headers.ts'
import type { ResolvedOptions } from '../resolve-options.ts'
import type { FreshValues } from './fresh-address.ts'

type FixedOptions = Pick<
  ResolvedOptions<never, never>,
  'port' | 'tls' | 'maxMessageSize' | 'node' | 'compression' | 'unref'
>

function protocolIssues(protocols: unknown): Issues {
  const problem = Array.isArray(protocols)
    ? subprotocolProblem(protocols)
    : `expected a string or an array of strings, got ${describeValue(protocols)}`
  return problem === undefined ? [] : [{ path: 'protocols', message: problem }]
}

/**
 * Makes the request of one dial, without headers that are `undefined`. Checks the values, which a function may have given as
 * anything.
 */
export function toDialRequest(
  { port, tls, maxMessageSize, node, compression, unref }: FixedOptions,
  [url, headers, protocols]: FreshValues,
): Either<Issues, DialRequest> {
  const address = normalizeAddress(url, port)
  const list = typeof protocols === 'string' ? [protocols] : protocols
  const issues = [
    ...(address._tag === 'Left' ? address.left : []),
    ...headerIssues(headers).map(({ path, message }) => ({
      path: path === '' ? 'headers' : `headers.${path}`,
      message,
    })),
    ...protocolIssues(list),
  ]
  if (address._tag === 'Left' || issues.length > 0) return E.left(issues)
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
  const fields = { headers: given as DialRequest['headers'], protocols: list }
  return E.right({ url: address.right, ...fields, tls, maxMessageSize, node, compression, unref })
}
