import type { Either } from 'fp-ts/lib/Either.js'

import { checkFreshValues } from '#checks'

import { normalizeAddress } from '../../model/address.ts'
import * as E from '../../model/either.ts'
import type { Issues } from '../../model/issue.ts'
import type { DialRequest } from '../../transport/transport.ts'
import type { ResolvedOptions } from '../resolve-options.ts'
import type { FreshValues } from './fresh-address.ts'

type FixedOptions = Pick<
  ResolvedOptions<never, never>,
  'port' | 'tls' | 'maxMessageSize' | 'node' | 'compression' | 'unref'
>

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
  const issues = [...(address._tag === 'Left' ? address.left : []), ...checkFreshValues(headers, list)]
  if (address._tag === 'Left' || issues.length > 0) return E.left(issues)
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
  const fields = { headers: given as DialRequest['headers'], protocols: list }
  return E.right({ url: address.right, ...fields, tls, maxMessageSize, node, compression, unref })
}
