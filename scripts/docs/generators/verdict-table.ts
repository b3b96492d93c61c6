import { socketError } from '../../../lib/connection/dialing/socket-error.ts'
import { type ConnectionError, failure } from '../../../lib/model/connection-error.ts'
import { diagnose } from '../../../lib/model/diagnose.ts'
import { refusedFor } from '../../../lib/transport/node/refusal/refusal.ts'
import type { Generator } from '../generator.ts'

const lost = (code: number): ConnectionError =>
  failure('ConnectionLost', '', '', { code, reason: '', wasClean: code !== 1006 })
const refused = (status: number): ConnectionError => failure('HandshakeFailed', '', '', { status })
const failed = (code: string): ConnectionError => socketError('', refusedFor(Object.assign(new Error(code), { code })))

/** Two verdicts: with fixed url and headers, and with a function for either. */
function verdicts(error: ConnectionError): string {
  const [fixed, fresh] = [false, true].map((refreshable) =>
    diagnose({ error, refreshable, attempt: 1, wasOpen: false }),
  )
  return `\`${fixed}\` | \`${fresh}\``
}

/** Numbers grouped by their verdicts, neighbours as ranges: `1001, 1004-1006`. */
function ranges(from: number, to: number, make: (number: number) => ConnectionError): ReadonlyMap<string, string> {
  const found = new Map<string, Array<[number, number]>>()
  for (let number = from; number <= to; number += 1) {
    const verdict = verdicts(make(number))
    const list = found.get(verdict) ?? []
    const last = list.at(-1)
    if (last?.[1] === number - 1) last[1] = number
    else list.push([number, number])
    found.set(verdict, list)
  }
  return new Map(
    [...found].map(([verdict, list]) => [
      verdict,
      list.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', '),
    ]),
  )
}

const tls = [
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ...['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
]

const network = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EMFILE']

/** Error codes of causes, grouped by their verdicts. */
function codes(name: string, all: ReadonlyArray<string>): readonly string[] {
  const found = new Map<string, string[]>()
  for (const code of all) {
    const verdict = verdicts(failed(code))
    found.set(verdict, [...(found.get(verdict) ?? []), `\`${code}\``])
  }
  return [...found].map(([verdict, alike]) => `| ${name} ${alike.join(', ')} | ${verdict} |`)
}

/** Errors whose verdict depends on their tag alone. */
const others: ReadonlyArray<ConnectionError> = [
  failure('ProtocolFailed', '', '', { code: 1002 }),
  failure('AddressFailed', '', '', {}),
  failure('GreetingFailed', '', '', {}),
  failure('ConnectTimedOut', '', '', {}),
  failure('HeartbeatTimedOut', '', '', {}),
]

function generate(): string {
  const numbered = (name: string, found: ReadonlyMap<string, string>): readonly string[] =>
    [...found].map(([verdict, numbers]) => `| ${name} ${numbers} | ${verdict} |`)
  return [
    '| end | url and headers are values | either is a function |',
    '|---|---|---|',
    ...numbered('`ConnectionLost`, close code', ranges(1000, 4999, lost)),
    ...numbered('`HandshakeFailed`, HTTP status', ranges(100, 599, refused)),
    ...codes('`HandshakeFailed`, TLS verification', tls),
    ...codes('`HandshakeFailed`, cause', network),
    `| \`HandshakeFailed\` without status and cause | ${verdicts(failure('HandshakeFailed', '', '', {}))} |`,
    ...others.map((error) => `| \`${error._tag}\` | ${verdicts(error)} |`),
  ].join('\n')
}

const generator: Generator = { name: 'verdict-table', target: 'docs/errors.md', generate }

export default generator
