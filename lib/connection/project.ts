import type { Either } from 'fp-ts/lib/Either.js'

import type { Codec } from '../model/codec.ts'
import { type ConnectionUnknown, failure, type PluginDisabled } from '../model/connection-error.ts'
import * as E from '../model/either.ts'
import type { ConnectionSettings } from '../model/settings.ts'
import type { Connection } from './connection.ts'
import type { ConnectionOptions } from './options.ts'

/** The connection that a codec types. `unknown` stands for none, which means `text`. */
export type ConnectionOf<C> = C extends Codec<infer In, infer Out> ? Connection<In, Out> : Connection<string, string>

/** What a project adds to the settings of a connection: everything but its name and where it leads. */
export type ProjectOptions<C> = Omit<
  C extends Codec<infer In, infer Out> ? ConnectionOptions<In, Out> : ConnectionOptions<string, string>,
  'name' | 'url' | 'port' | 'codec'
> & {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the codec's types differ from name to name
  readonly codec?: (C & Codec<any, any>) | undefined
}

/** Options for some of the connections, by name. What each takes is typed by its own codec. */
export type OptionsByName<Codecs> = { readonly [Name in keyof Codecs]: ProjectOptions<Codecs[Name]> }

/** The connections of a project's settings. */
export interface Project<Codecs> {
  /**
   * Looks a connection up. One name is one connection: every look-up answers the same.
   *
   * @returns a `Left` where the settings hold no such name, or the plugin is switched off
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

/** Makes the project of some settings. Nothing is described before it is looked up. */
export function makeProject<Codecs>(
  define: Define,
  settings: { readonly enabled?: boolean | undefined; readonly connections: ReadonlyArray<ConnectionSettings> },
  options: OptionsByName<Codecs>,
): Project<Codecs> {
  const given = options as Readonly<Record<string, Partial<ConnectionOptions<unknown, unknown>>>>
  const described = new Map<string, Connection<unknown, unknown>>()
  const lookUp = (name: string): Either<ConnectionUnknown | PluginDisabled, Connection<unknown, unknown>> => {
    if (settings.enabled === false) {
      return E.left(failure('PluginDisabled', name, 'WebSocket communication is switched off in the settings', {}))
    }
    const known = described.get(name)
    if (known !== undefined) return E.right(known)
    const found = settings.connections.find((connection) => connection.name === name)
    if (found === undefined) {
      return E.left(failure('ConnectionUnknown', name, 'the settings hold no connection of this name', {}))
    }
    const added = Object.hasOwn(given, name) ? given[name] : undefined
    const connection = define<unknown, unknown>({ ...added, ...found })
    described.set(name, connection)
    return E.right(connection)
  }
  return { connection: lookUp as Project<Codecs>['connection'] }
}
