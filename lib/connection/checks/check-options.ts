import type { Either } from 'fp-ts/lib/Either.js'

import { addressOf } from '../../model/address.ts'
import type { Issues } from '../../model/issue.ts'
import { describeValue } from '../../model/mistakes/describe-value.ts'
import { subprotocolProblem } from '../../model/secrets/subprotocol.ts'
import type { Transport } from '../../transport/transport.ts'
import {
  anything,
  boolean,
  bytes,
  callback,
  type Check,
  fault,
  fields,
  isObject,
  methods,
  milliseconds,
  number,
  object,
  oneOf,
  string,
} from './check.ts'
import { headerIssues } from './check-headers.ts'

// Finds mistakes in options, whatever a caller without types gives. A program that is known to be right needs none of it.

/** A value, or a function that gives one before every dial. */
const perDial =
  (check: Check): Check =>
  (value) =>
    typeof value === 'function' ? [] : check(value)

const protocols: Check = (value) => {
  const list: ReadonlyArray<unknown> = Array.isArray(value) ? value : [value]
  if (!list.every((protocol) => typeof protocol === 'string')) {
    return fault(`expected a string, an array of strings or a function that gives one, got ${describeValue(value)}`)
  }
  const problem = subprotocolProblem(list)
  return problem === undefined ? [] : fault(problem)
}

const codec: Check = (value) => {
  if (typeof value === 'function')
    return fault(`expected a codec, got ${describeValue(value)}: call it, as in json(type)`)
  if (isObject(value)) {
    if ('~standard' in value) return fault('expected a codec, got a Standard Schema: wrap it, as in standard(schema)')
    if (typeof value['validate'] === 'function')
      return fault('expected a codec, got a type of io-ts: wrap it, as in json(type)')
  }
  return convertsBothWays(value)
}

const convertsBothWays = methods('a codec, such as text or json()', 'decode', 'encode')

const retry: Check = (value) => {
  if (value === false) return []
  if (!isObject(value)) {
    const cure =
      typeof value === 'number'
        ? `use { maxAttempts: ${value} } to limit the attempts`
        : 'leave it out for the defaults'
    return fault(`expected an object such as { initialDelay: 1_000 } or false, got ${describeValue(value)}: ${cure}`)
  }
  const issues = retryFields(value)
  const { initialDelay, maxDelay } = value
  const exceeds = typeof initialDelay === 'number' && typeof maxDelay === 'number' && initialDelay > maxDelay
  const message = `must not exceed retry.maxDelay, which is ${String(maxDelay)}: raise that too`
  return exceeds ? [...issues, { path: 'initialDelay', message }] : issues
}

const retryFields = fields('{ initialDelay: 1_000 }', {
  initialDelay: milliseconds(0),
  maxDelay: milliseconds(0),
  factor: number(1),
  jitter: oneOf('full', 'none'),
  maxAttempts: number(1),
  stableAfter: milliseconds(0),
  diagnose: callback,
})

const heartbeat: Check = (value) => {
  if (value === false) return []
  if (!isObject(value)) {
    return fault(
      `expected an object such as { interval: 30_000, timeout: 10_000 } or false, got ${describeValue(value)}`,
    )
  }
  const required = value['passive'] === true ? { timeout: null } : { interval: null, timeout: null }
  return heartbeatFields({
    ...required,
    ...Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)),
  })
}

const heartbeatFields = fields('{ interval: 30_000, timeout: 10_000 }', {
  interval: milliseconds(1),
  timeout: milliseconds(1),
  message: anything,
  isReply: callback,
  passive: boolean,
})

const compression: Check = (value) => (typeof value === 'boolean' ? [] : compressionFields(value))

const compressionFields = fields('{ threshold: 1_024 }, or true or false', {
  threshold: bytes(0),
  maxInflatedSize: bytes(1),
})

const options = fields("{ url: 'wss://example.org/chat' }", {
  name: string,
  // The address is checked together with its port.
  url: anything,
  port: anything,
  protocols: perDial(protocols),
  codec,
  headers: perDial(headerIssues),
  tls: object('{ ca }'),
  node: fields('{ agent }', {
    agent: object('an http.Agent'),
    lookup: callback,
    localAddress: string,
    socketPath: string,
    createConnection: callback,
  }),
  compression,
  unref: boolean,
  greet: callback,
  connectTimeout: milliseconds(1),
  closeTimeout: milliseconds(0),
  linger: milliseconds(0),
  maxMessageSize: bytes(1),
  outbox: fields('{ limit: 100 }', {
    limit: number(0),
    bytes: bytes(0),
    overflow: oneOf('reject', 'dropOldest', 'dropNewest'),
  }),
  retry,
  heartbeat,
  wake$: methods('an Observable', 'subscribe'),
  transport: callback,
  clock: methods('an object with the functions now and after', 'now', 'after'),
  random: callback,
})

/** Replaces the fault of a url that is of a wrong type by a longer explanation. */
function checkAddress({ url, transport }: Readonly<Record<string, unknown>>, address: Either<Issues, string>): Issues {
  if (typeof url === 'function') return address._tag === 'Left' ? address.left : []
  if (address._tag === 'Right') {
    const isForeign = address.right.startsWith('port:') && (transport as Transport | undefined)?.scheme !== 'port:'
    const message = 'must begin with ws: or wss:; port: needs transport: portTransport(...) of pulsewire/port'
    return isForeign ? [{ path: 'url', message }] : []
  }
  if (typeof url === 'string' || isObject(url)) return address.left
  const message = `expected a url such as 'wss://example.org/chat' or a function that gives one, got ${describeValue(url)}`
  return [{ path: 'url', message }, ...address.left.filter(({ path }) => path !== 'url')]
}

/**
 * Lists all faults of options that can never work, each with what is expected and what was given.
 *
 * @param address - their address, if it was read before
 */
export function checkOptions(given: unknown, address: Either<Issues, string> = addressOf(given)): Issues {
  const issues = options(given)
  return isObject(given) ? [...checkAddress(given, address), ...issues] : issues
}
