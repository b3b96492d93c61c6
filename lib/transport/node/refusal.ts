import type { IncomingMessage } from 'node:http'
import { StringDecoder } from 'node:string_decoder'

import { parseRetryAfter } from '../../model/retry-after.ts'
import type { Refused } from '../transport.ts'

/** Bytes of a response's body that are read. */
const maxBody = 4_096

/** Milliseconds that the body is waited for. It usually comes together with the headers. */
const bodyTimeout = 250

/** The end of an opening handshake that was answered with HTTP, without the body of the answer. */
export function refusedBy({ statusCode, headers }: IncomingMessage): Refused {
  const retryAfter = parseRetryAfter(headers['retry-after'], Date.now())
  const isRedirect = statusCode !== undefined && statusCode >= 300 && statusCode < 400
  return {
    _tag: 'Refused',
    ...(statusCode === undefined ? {} : { status: statusCode }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(isRedirect && headers.location !== undefined ? { location: headers.location } : {}),
    headers: { ...headers } as NonNullable<Refused['headers']>,
  }
}

/**
 * Reads the beginning of a response's body as UTF-8.
 *
 * @param done - called once: when 4,096 bytes or all have come, or after 250 ms. Gets the empty string for a body that
 * is compressed
 */
export function readBody(response: IncomingMessage, done: (body: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let body = ''
  let left = isCompressed(response) ? 0 : maxBody
  const finish = (): void => {
    clearTimeout(timer)
    response.off('data', read).off('end', finish).off('close', finish)
    done(body)
  }
  const read = (chunk: Buffer): void => {
    body += decoder.write(chunk.subarray(0, left))
    left -= Math.min(left, chunk.length)
    if (left === 0) finish()
  }
  const timer = setTimeout(finish, left === 0 ? 0 : bodyTimeout)
  // A response that breaks off ends with `close`.
  response.on('error', () => undefined)
  response.on('data', read).on('end', finish).on('close', finish)
}

function isCompressed({ headers }: IncomingMessage): boolean {
  return !/^(?:identity)?$/.test(headers['content-encoding'] ?? '')
}
