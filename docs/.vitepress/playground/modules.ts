import * as rxjs from 'rxjs'

import * as pulsewire from '../../../lib/index.ts'
import * as inspect from '../../../lib/inspect/index.ts'
import * as request from '../../../lib/patterns/request/request.ts'
import * as topics from '../../../lib/patterns/topics/topics.ts'
import * as testing from '../../../lib/testing/index.ts'
import type { Recorder } from './recorder.ts'

type Module = Readonly<Record<string, unknown>>

/** The modules that a text may import, with connections and peers that are recorded. */
export function modulesFor(recorder: () => Recorder): Readonly<Record<string, Module>> {
  const define = pulsewire.defineConnection as (options: unknown) => pulsewire.Connection<unknown, unknown>
  const defineConnection = (options: { readonly transport?: unknown }): object => {
    const connection = define(options)
    if (options.transport === undefined) {
      throw new Error(`The connection '${connection.name}' has no transport, and the playground has no network.`)
    }
    recorder().watch(connection)
    return connection
  }
  const peer: typeof testing.peer = (scripts, values, options) =>
    recorder().peer(testing.peer(scripts, values, options), scripts, values ?? {})
  const marbles: typeof testing.marbles = (body, options) =>
    testing.marbles((helpers) => body({ ...helpers, peer }), options)
  return {
    pulsewire: { ...pulsewire, defineConnection },
    'pulsewire/inspect': inspect,
    'pulsewire/request': request,
    'pulsewire/testing': { ...testing, marbles, peer },
    'pulsewire/topics': topics,
    rxjs,
  }
}

/** The modules that export a name. */
export function exportersOf(name: string, modules: Readonly<Record<string, Module>>): ReadonlyArray<string> {
  return Object.keys(modules).filter((specifier) => name in (modules[specifier] ?? {}))
}
