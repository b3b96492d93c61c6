import type { Either } from 'fp-ts/lib/Either.js'

import { checkFreshValues } from '#checks'

import { normalizeAddress } from '../../model/address.ts'
import * as E from '../../model/either.ts'
import type { Issues } from '../../model/issue.ts'
import type { DialRequest } from '../../transport/transport.ts'
import type { Headers } from '../options/options.ts'
import { noHeaders, noProtocols, type ResolvedOptions } from '../options/resolve-options.ts'
import type { FreshValues } from './fresh-address.ts'

type FixedOptions = Pick<
  ResolvedOptions<never, never>,
  'address' | 'port' | 'tls' | 'maxMessageSize' | 'node' | 'compression' | 'unref'
>

/**
 * Makes the request of one dial, without headers that are `undefined`. Checks the values, which a function may have given as
 * anything.
 */
export function toDialRequest(
  { address, port, tls, maxMessageSize, node, compression, unref }: FixedOptions,
  [url, headers, protocols]: FreshValues,
): Either<Issues, DialRequest> {
  const read = address === undefined ? normalizeAddress(url, port) : E.right(address)
  const list = typeof protocols === 'string' ? [protocols] : protocols
  // The defaults, which most connections use, need neither a check nor a copy.
  const issues = headers === noHeaders && list === noProtocols ? noIssues : checkFreshValues(headers, list)
  if (read._tag === 'Left') return E.left([...read.left, ...issues])
  if (issues.length > 0) return E.left(issues)
  return E.right({
    url: read.right,
    headers: headers === noHeaders ? {} : present(headers),
    protocols: list,
    tls,
    maxMessageSize,
    node,
    compression,
    unref,
  })
}

const noIssues: Issues = []

function present(headers: Headers): DialRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([, value]) => value !== undefined),
  ) as DialRequest['headers']
}
