/**
 * A process with one connection, for faults of a whole process. It reports each event as a line, obeys orders, and must
 * exit by itself after `Stop`.
 */
import { closeSync, openSync } from 'node:fs'

import { clientStart$, clientStop$, type Connection, defineConnection } from 'pulsewire'

import type { Options } from './fault.ts'
import { toLine } from './line.ts'
import { leaksOf } from './secrets.ts'

export type Order =
  | { readonly _tag: 'Start'; readonly options: Options }
  /** Opens files until there is no file descriptor left. */
  | { readonly _tag: 'Exhaust' }
  /** Closes those files. */
  | { readonly _tag: 'Restore' }
  | { readonly _tag: 'Stop' }

export type Report =
  | { readonly _tag: 'Ready' }
  | { readonly _tag: 'Done' }
  | { readonly _tag: 'Told'; readonly line: string; readonly leaks: ReadonlyArray<string> }
  | { readonly _tag: 'Uncaught'; readonly message: string }

const taken: number[] = []
let connection: Connection<string, string> | undefined

function say(report: Report): void {
  if (process.connected) process.send?.(report)
}

function uncaught(error: unknown): void {
  say({ _tag: 'Uncaught', message: String(error) })
}

function exhaust(): void {
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'))
  } catch {
    // No file descriptor is left.
  }
}

function obey(order: Order): void {
  switch (order._tag) {
    case 'Start':
      connection = defineConnection(order.options)
      connection.subscribe((event) => {
        say({ _tag: 'Told', line: toLine(event), leaks: leaksOf(event) })
      })
      clientStart$(connection).subscribe({ error: () => undefined })
      break
    case 'Exhaust':
      exhaust()
      break
    case 'Restore':
      for (const descriptor of taken.splice(0)) closeSync(descriptor)
      break
    case 'Stop':
      // The channel to the specs would keep the process alive. At rest nothing else does.
      if (connection === undefined) process.disconnect()
      else clientStop$(connection).subscribe(() => setImmediate(() => process.disconnect()))
      return
  }
  say({ _tag: 'Done' })
}

process.on('uncaughtException', uncaught)
process.on('unhandledRejection', uncaught)
process.on('message', obey)
say({ _tag: 'Ready' })
