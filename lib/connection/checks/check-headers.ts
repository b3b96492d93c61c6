import type { Issue, Issues } from '../../model/issue.ts'
import { describeValue } from '../../model/mistakes/describe-value.ts'

/** A token (RFC 9110, section 5.6.2): a header's name, a subprotocol. */
const token: RegExp = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/

/** The characters of a header's value (RFC 9110, section 5.5). Node sends no others. */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/

/** Headers that the opening handshake sets itself (RFC 6455, section 4.1), with the option to use instead. */
const ownHeaders: Readonly<Record<string, string>> = {
  connection: 'leave it out',
  upgrade: 'leave it out',
  'sec-websocket-key': 'leave it out',
  'sec-websocket-version': 'leave it out',
  'sec-websocket-extensions': 'use the option compression',
  'sec-websocket-protocol': 'use the option protocols',
}

function explainValue(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(explainValue).find((message) => message !== undefined)
  if (typeof value !== 'string') return `expected a string or an array of strings, got ${describeValue(value)}`
  if (fieldValue.test(value)) return undefined
  return 'holds a line break or another character that HTTP does not allow: trim or encode it'
}

/** The faults of headers, which a caller without types may give as anything. Names are quoted, and values are not. */
export function headerIssues(headers: unknown): Issues {
  const isPlain = Object.prototype.toString.call(headers) === '[object Object]'
  if (!isPlain) {
    const cure =
      typeof headers === 'object' && headers !== null && 'entries' in headers ? ': use Object.fromEntries' : ''
    return [
      {
        path: '',
        message: `expected an object such as { authorization: '...' }, got ${describeValue(headers)}${cure}`,
      },
    ]
  }
  return Object.entries(headers as object).flatMap(([name, value]: [string, unknown]): Issue[] => {
    if (value === undefined) return []
    if (!token.test(name))
      return [{ path: '', message: 'a name of a header holds a character that HTTP does not allow' }]
    const instead = ownHeaders[name.toLowerCase()]
    const message = instead === undefined ? explainValue(value) : `is set by the opening handshake: ${instead}`
    return message === undefined ? [] : [{ path: name, message }]
  })
}
