import type { IncomingMessage } from 'node:http'
import { StringDecoder } from 'node:string_decoder'

import type { Refused } from '../../transport.ts'
import { aboutSubprotocol, codeOf } from '../ws-end.ts'
import { parseRetryAfter } from './retry-after.ts'

/** Bytes of a response's body that are read. */
const maxBody = 4_096

/** Milliseconds that the body is waited for. It usually comes together with the headers. */
const bodyTimeout = 250

/** Codes of OpenSSL's certificate verification, as Node names them on its errors (node:tls, `authorizationError`). */
const verificationCodes =
  /^(CERT_|CRL_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|ERROR_IN_CERT_)/

/** Codes of a clock that is behind: a device before its first synchronization, by NTP for example. */
const notYetValid = new Set(['CERT_NOT_YET_VALID', 'CRL_NOT_YET_VALID'])

/** Explanations of Node's codes, each for the codes that begin with its key. */
const networkErrors: ReadonlyArray<readonly [prefix: string, explanation: string]> = [
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'the host name does not resolve'],
  ['EAI_', 'the host name was not resolved'],
  ['ECONNRESET', 'the peer closed the TCP connection without an answer'],
  ['ETIMEDOUT', 'the host did not answer'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
  ['EPROTO', 'TLS failed; does the peer expect ws: instead of wss:?'],
]

/** Errors of `node:tls` that quote an option, perhaps a key or a passphrase. */
const quotesArgument = /^ERR_INVALID_ARG_/

/** The end of an opening handshake that was not answered, or not with HTTP, or with a wrong 101. */
export function refusedFor(cause: unknown): Refused {
  if (cause === undefined || quotesArgument.test(codeOf(cause))) return { _tag: 'Refused' }
  if (!(cause instanceof Error)) return { _tag: 'Refused', cause }
  // Node's HTTP parser attaches all that it has read.
  Reflect.deleteProperty(cause, 'rawPacket')
  if (aboutSubprotocol.test(cause.message)) {
    const problem =
      'the peer chose none of the subprotocols that were offered; compare the option protocols with those of the peer'
    return { _tag: 'Refused', problem, isSubprotocolRefused: true, cause }
  }
  const code = codeOf(cause)
  if (code === '') return { _tag: 'Refused', cause }
  if (verificationCodes.test(code)) {
    const problem = `the certificate of the peer was not accepted (${code}); give its authority in tls.ca`
    return { _tag: 'Refused', problem, ...(notYetValid.has(code) ? {} : { isLasting: true }), cause }
  }
  const [, explanation = 'see cause'] = networkErrors.find(([prefix]) => code.startsWith(prefix)) ?? []
  return { _tag: 'Refused', problem: `${explanation} (${code})`, cause }
}

/** The end of an opening handshake that was answered with HTTP, without the body of the answer. */
export function refusedBy({ statusCode, headers }: IncomingMessage): Refused {
  const retryAfter = parseRetryAfter(headers['retry-after'], Date.now())
  const isRedirect = statusCode !== undefined && statusCode >= 300 && statusCode < 400
  return {
    _tag: 'Refused',
    ...(isRedirect
      ? { problem: `the peer refused it with HTTP ${statusCode}; redirects are not followed, so correct the url` }
      : {}),
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
