import type { Either } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

import { reportIssues } from '../codecs/report-issues.ts'
import { normalizeAddress } from './address.ts'
import { type SettingsInvalid, settingsInvalid } from './connection-error.ts'
import * as E from './either.ts'
import type { Issue, Issues } from './issue.ts'

/** One connection of a project. */
export interface ConnectionSettings {
  /** What the project calls it; unique. */
  readonly name: string
  /** Absolute, `ws:` or `wss:` (`http:` and `https:` are mapped), without a fragment. */
  readonly url: string
  /** 1 to 65535; where the url names a port, the same. */
  readonly port?: number | undefined
}

/** The WebSocket settings of a project. */
export interface Settings {
  /** Whether WebSocket communication is on. */
  readonly enabled: boolean
  readonly connections: ReadonlyArray<ConnectionSettings>
}

/** What `decodeSettings` takes where nothing is missing. Unknown keys are ignored. */
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

const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined

/**
 * What the types cannot say: about names, schemes, fragments and ports. Looks at the input as it came and passes over
 * what has the wrong type, so that these faults are told together with those of the types.
 */
function meaningFaults(input: unknown): Issues {
  const connections = property(input, 'connections')
  if (!Array.isArray(connections)) return []
  const firsts = new Map<string, number>()
  return connections.flatMap((connection: unknown, index): Issues => {
    const [name, url, port] = ['name', 'url', 'port'].map((key) => property(connection, key))
    const issues: Issue[] = []
    if (typeof name === 'string') {
      const first = firsts.get(name)
      if (name.trim() === '') issues.push({ path: 'name', message: 'must not be empty' })
      else if (first === undefined) firsts.set(name, index)
      else issues.push({ path: 'name', message: `must differ from connections[${first}].name` })
    }
    if (typeof url === 'string') {
      const address = normalizeAddress(url, typeof port === 'number' ? port : undefined)
      if (address._tag === 'Left') issues.push(...address.left)
    }
    return issues.map(({ path, message }) => ({ path: `connections[${index}].${path}`, message }))
  })
}

/**
 * Reads the settings of a project. Every fault is reported at once, each with its path (`connections[1].url`); no
 * value is quoted. Use it where settings come in: a file, an environment, a settings editor.
 */
export function decodeSettings(input: unknown): Either<SettingsInvalid, Settings> {
  const decoded = SettingsInput.decode(input)
  const issues = [...(decoded._tag === 'Left' ? reportIssues(SettingsInput, input) : []), ...meaningFaults(input)]
  if (decoded._tag === 'Left' || issues.length > 0) return E.left(settingsInvalid(issues))
  const { enabled = true, connections } = decoded.right
  return E.right({
    enabled,
    connections: connections.map(({ name, url, port }) => ({ name, url, ...(port === undefined ? {} : { port }) })),
  })
}
