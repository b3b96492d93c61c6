import type { Either } from 'fp-ts/lib/Either.js'

import * as E from '#fp-ts/Either'

import type { Codec } from '../machine/codec.ts'
import { type ConnectionUnknown, failure, type PluginDisabled } from '../machine/connection-error.ts'
import type { ConnectionSettings } from '../machine/settings.ts'
import type { Connection } from './connection.ts'
import type { ConnectionOptions } from './options.ts'

/** What a project adds to the settings of a connection: everything but its name and where it leads. */
export type ProjectOptions<In, Out> = Omit<ConnectionOptions<In, Out>, 'name' | 'url' | 'port'>

/** Options for some of the connections, by name. `never` and `unknown` stand for the types of any codec. */
export interface OptionsByName {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the codec's types differ from name to name
  readonly [name: string]: ProjectOptions<any, any>
}

/** The connection that options of this type describe: typed by their codec, else by the default `text`. */
export type ConnectionOf<Options> = Options extends { readonly codec: Codec<infer In, infer Out> }
  ? Connection<In, Out>
  : Connection<string, string>

/** The connections of a project's settings. */
export interface Project<Options> {
  /**
   * Looks a connection up. One name is one connection: every look-up answers the same.
   *
   * @returns a `Left` where the settings hold no such name, or the plugin is switched off
   */
  readonly connection: <Name extends string>(
    name: Name,
  ) => Either<
    ConnectionUnknown | PluginDisabled,
    Name extends keyof Options ? ConnectionOf<Options[Name]> : Connection<string, string>
  >
}

/** Describes a connection on some platform. */
export type Define = <In, Out>(options: ConnectionOptions<In, Out>) => Connection<In, Out>

/** Makes the project of some settings. Nothing is described before it is looked up. */
export function makeProject<Options extends OptionsByName>(
  define: Define,
  settings: { readonly enabled?: boolean; readonly connections: ReadonlyArray<ConnectionSettings> },
  options: Options,
): Project<Options> {
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
    const given: ProjectOptions<unknown, unknown> = Object.hasOwn(options, name) ? (options[name] ?? {}) : {}
    const connection = define<unknown, unknown>({ ...given, ...found })
    described.set(name, connection)
    return E.right(connection)
  }
  return { connection: lookUp as Project<Options>['connection'] }
}
