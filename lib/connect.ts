import * as adapter from '#platform'

import { Connection } from './connection/connection.ts'
import type { ConnectionOptions } from './connection/options/options.ts'
import { type Platform, resolveOptions } from './connection/options/resolve-options.ts'
import type { Given } from './connection/options/with-defaults.ts'
import { makeProject, type OptionsByName, type Project } from './connection/project.ts'
import type { Codec } from './model/codec.ts'
import type { Settings } from './model/settings.ts'
import type { Transport } from './transport/transport.ts'

/** The composition root: a package condition has picked the platform. */
const platform: Platform = adapter

/** The platform's own way out: what `transport` is by default, to be wrapped (as by `faulty` of `pulsewire/testing`). */
export const platformTransport: Transport = adapter.transport

/**
 * Describes a connection. Opens nothing and touches no global, so it is safe on a server and at the top level of a module.
 *
 * @example
 * const chat = defineConnection({ name: 'chat', url: 'wss://example.org/chat' })
 *
 * @throws `SettingsInvalid`, with all faults, on options that can never work
 */
export function defineConnection<In, Out>(
  options: ConnectionOptions<In, Out> & { readonly codec: Codec<In, Out> },
): Connection<In, Out>
/**
 * Describes a connection whose messages are strings: without a codec they are sent and received as text. A url stands for
 * `{ url }`.
 */
export function defineConnection(options: string | URL | ConnectionOptions<string, string>): Connection<string, string>
export function defineConnection<In, Out>(options: string | URL | ConnectionOptions<In, Out>): Connection<In, Out> {
  return describeConnection(options)
}

function describeConnection<In, Out>(options: string | URL | ConnectionOptions<In, Out>): Connection<In, Out> {
  return new Connection(resolveOptions(options, platform))
}

/**
 * The connections of some settings, by name.
 *
 * @example
 * const { connection } = project(settings, { quotes: { codec: json(Quote) } })
 * const quotes = connection('quotes') // Either<ConnectionUnknown | PluginDisabled, Connection<Quote, Quote>>
 *
 * @param settings - what `decodeSettings` answered
 * @param options - what code adds to single connections; it types them
 */
export function project<Codecs = unknown>(
  settings: Pick<Settings, 'connections'> & Given<Settings>,
  options?: OptionsByName<Codecs>,
): Project<Codecs> {
  return makeProject<Codecs>(describeConnection, settings, options ?? ({} as OptionsByName<Codecs>))
}
