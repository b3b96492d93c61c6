import type { Either } from 'fp-ts/lib/Either.js'

import type { Codec } from '../model/codec.ts'
import { type ConnectionUnknown, failure, type PluginDisabled } from '../model/connection-error.ts'
import * as E from '../model/either.ts'
import { nearestKey } from '../model/mistakes/nearest.ts'
import type { ConnectionSettings } from '../model/settings.ts'
import type { Connection } from './connection.ts'
import type { ConnectionOptions } from './options.ts'

/** The type of a connection by its codec. `unknown`: no codec, so `text`. */
export type ConnectionOf<C> = C extends Codec<infer In, infer Out> ? Connection<In, Out> : Connection<string, string>

/** The options that a project adds to the settings of a connection: all except its name and address. */
export type ProjectOptions<C> = Omit<
  C extends Codec<infer In, infer Out> ? ConnectionOptions<In, Out> : ConnectionOptions<string, string>,
  'name' | 'url' | 'port' | 'codec'
> & {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the codec's types differ from name to name
  readonly codec?: (C & Codec<any, any>) | undefined
}

/** Options for some of the connections, by name. Each is typed by its own codec. */
export type OptionsByName<Codecs> = { readonly [Name in keyof Codecs]: ProjectOptions<Codecs[Name]> }

/** The connections of a project's settings. */
export interface Project<Codecs> {
  /**
   * Looks up a connection. Every look-up of a name returns the same connection.
   *
   * @returns a `Left` if the settings do not have the name, or the plugin is switched off
   */
  readonly connection: <Name extends string>(
    name: Name,
  ) => Either<
    ConnectionUnknown | PluginDisabled,
    Name extends keyof Codecs ? ConnectionOf<Codecs[Name]> : Connection<string, string>
  >
}

/** Describes a connection on some platform. */
export type Define = <In, Out>(options: ConnectionOptions<In, Out>) => Connection<In, Out>

function unknownName(name: string, connections: ReadonlyArray<ConnectionSettings>): string {
  const nearest = nearestKey(name, connections.map((connection) => connection.name)) // prettier-ignore
  const cure = nearest === undefined ? 'add it to the connections' : `did you mean ${nearest}?`
  return `not found: the settings have no connection of this name; ${cure}`
}

/** Makes a project of settings. A connection is described when it is first looked up. */
export function makeProject<Codecs>(
  define: Define,
  settings: { readonly enabled?: boolean | undefined; readonly connections: ReadonlyArray<ConnectionSettings> },
  options: OptionsByName<Codecs>,
): Project<Codecs> {
  const given = options as Readonly<Record<string, Partial<ConnectionOptions<unknown, unknown>>>>
  const described = new Map<string, Connection<unknown, unknown>>()
  const lookUp = (name: string): Either<ConnectionUnknown | PluginDisabled, Connection<unknown, unknown>> => {
    if (settings.enabled === false) {
      return E.left(
        failure(
          'PluginDisabled',
          name,
          'not found: the settings switch WebSocket communication off (enabled: false)',
          {},
        ),
      )
    }
    const known = described.get(name)
    if (known !== undefined) return E.right(known)
    const found = settings.connections.find((connection) => connection.name === name)
    if (found === undefined) {
      return E.left(failure('ConnectionUnknown', name, unknownName(name, settings.connections), {}))
    }
    const added = Object.hasOwn(given, name) ? given[name] : undefined
    const { url, port } = found
    const connection = define<unknown, unknown>({ ...added, name, url, port })
    described.set(name, connection)
    return E.right(connection)
  }
  return { connection: lookUp as Project<Codecs>['connection'] }
}
