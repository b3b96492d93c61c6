import type { Either } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

import { pathStep } from '../codecs/issue-paths.ts'
import { reportIssues } from '../codecs/report-issues.ts'
import { normalizeAddress } from './address.ts'
import { type SettingsInvalid, settingsInvalid } from './connection-error.ts'
import * as E from './either.ts'
import type { Issue, Issues } from './issue.ts'
import { explainUnknownKey } from './mistakes/nearest.ts'

/** One connection of a project. */
export interface ConnectionSettings {
  /** The name by which the project looks it up. Unique. */
  readonly name: string
  /** An absolute url without a fragment: `ws:` or `wss:` (`http:` and `https:` are mapped). */
  readonly url: string
  /** 1 to 65535. If the url names a port, the same one. */
  readonly port?: number | undefined
}

/** The WebSocket settings of a project. */
export interface Settings {
  /** Whether WebSocket communication is on. */
  readonly enabled: boolean
  /** The connections, each with a unique name. */
  readonly connections: ReadonlyArray<ConnectionSettings>
}

/** The input of `decodeSettings`. */
interface SettingsInput {
  readonly enabled?: boolean | undefined
  readonly connections: ReadonlyArray<ConnectionSettings>
}

// `t.partial` accepts `undefined`, which its types do not say under `exactOptionalPropertyTypes`.
const SettingsInput = t.intersection([
  t.type({
    connections: t.readonlyArray(
      t.intersection([t.type({ name: t.string, url: t.string }), t.partial({ port: t.number })]),
    ),
  }),
  t.partial({ enabled: t.boolean }),
]) as t.Type<SettingsInput, unknown>

const settingsKeys = ['enabled', 'connections']
const connectionKeys = ['name', 'url', 'port']

/** The most faults that are listed: a file may be wrong from its first to its last line. */
const maxIssues = 100

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined
}

function* unknownKeys(value: unknown, known: ReadonlyArray<string>): Iterable<Issue> {
  if (!t.UnknownRecord.is(value)) return
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue
    yield { path: pathStep(key).replace(/^\./, ''), message: explainUnknownKey(key, known) }
  }
}

/** Checks the meaning of one connection, and passes over fields of a wrong type. */
function* connectionFaults(connection: unknown, index: number, firsts: Map<string, number>): Iterable<Issue> {
  const [name, url, port] = connectionKeys.map((key) => property(connection, key))
  if (typeof name === 'string') {
    const first = firsts.get(name)
    if (name.trim() === '') yield { path: 'name', message: 'must not be empty' }
    else if (first === undefined) firsts.set(name, index)
    else yield { path: 'name', message: `must differ from connections[${first}].name` }
  }
  if (typeof url === 'string') {
    const address = normalizeAddress(url, typeof port === 'number' ? port : undefined)
    if (address._tag === 'Left') yield* address.left
  }
  yield* unknownKeys(connection, connectionKeys)
}

/** Checks what the types cannot express. Reads the raw input, so that faults of both kinds are reported together. */
function* meaningFaults(input: unknown): Iterable<Issue> {
  yield* unknownKeys(input, settingsKeys)
  const connections = property(input, 'connections')
  if (!Array.isArray(connections)) return
  const firsts = new Map<string, number>()
  // Read once: a proxy may give another length each time.
  const { length } = connections
  for (let index = 0; index < length; index++) {
    for (const { path, message } of connectionFaults(connections[index], index, firsts)) {
      yield { path: `connections[${index}]${path.startsWith('[') ? '' : '.'}${path}`, message }
    }
  }
}

function faultsOf(input: unknown): Issues {
  // `is` is several times faster than the walk that finds the places.
  const issues = SettingsInput.is(input) ? [] : [...reportIssues(SettingsInput, input, maxIssues)]
  if (issues.length < maxIssues) {
    for (const issue of meaningFaults(input)) if (issues.push(issue) === maxIssues) break
  }
  if (issues.length === maxIssues) issues.push({ path: '', message: `only the first ${maxIssues} faults are listed` })
  return issues
}

function readSettings(input: unknown): Either<SettingsInvalid, Settings> {
  const issues = faultsOf(input)
  if (issues.length > 0) return E.left(settingsInvalid(issues))
  const { enabled = true, connections } = input as SettingsInput
  return E.right({
    enabled,
    connections: connections.map(({ name, url, port }) => ({ name, url, ...(port === undefined ? {} : { port }) })),
  })
}

/**
 * Reads the settings of a project. Call it where settings come in: a file, an environment, a settings editor. A `Left` lists
 * all faults, up to 100, each with its path (`connections[1].url`); no text of the input is quoted, but keys are.
 */
export function decodeSettings(input: unknown): Either<SettingsInvalid, Settings> {
  try {
    return readSettings(input)
  } catch {
    return E.left(settingsInvalid([{ path: '', message: 'cannot be read: a getter or a proxy threw' }]))
  }
}
