import { type Observable, Subscription } from 'rxjs'

import type { Connection } from '../connection/connection.ts'
import { listen } from '../connection/relay.ts'
import { inspect$ } from '../inspect/inspect.ts'
import type { Inspection } from '../inspect/inspection.ts'
import { type BlackBox, collect, keeping } from '../inspect/recording/black-box.ts'
import type { KeepContent } from '../inspect/recording/to-recorded.ts'
import type { ConnectionEvent } from '../model/connection-event.ts'
import type { PanelClock } from './timeline/clock.ts'
import { History } from './timeline/history.ts'
import type { Source } from './timeline/scene.ts'

/** A connection of any types: what `defineConnection` returns. */
export type AnyConnection = Observable<ConnectionEvent<unknown>> & Pick<Connection<unknown, never>, 'name' | 'state'>

/** Calls back for everything that a connection does, until `owner` ends. @throws `TypeError` if it is not a connection */
export function eachInspection(
  connection: AnyConnection,
  owner: Subscription,
  callback: (event: Inspection) => void,
): void {
  listen(inspect$(connection as Connection<unknown, never>), owner, {
    next: callback,
    // `inspect$` never errors and never completes.
    error: () => undefined,
    complete: () => undefined,
  })
}

/** Characters of a message that the panel keeps. The recording for a test keeps all of it. */
const maxText = 512

/** A connection that is drawn: its history, and the recording that becomes a test. */
export class Watched implements Source {
  readonly connection: AnyConnection
  readonly name: string
  readonly history: History
  readonly #box: BlackBox
  readonly #watching = new Subscription()

  /** @throws `TypeError` if it is not a connection */
  constructor(connection: AnyConnection, hide: boolean | KeepContent, clock: PanelClock, changed: () => void) {
    const keep = keeping(hide)
    this.connection = connection
    this.name = connection.name
    this.history = new History((data, direction) => textOf(keep(data, direction)))
    this.#box = collect(connection as Connection<unknown, never>, { hide })
    eachInspection(connection, this.#watching, (event) => {
      this.history.take(event, clock.next())
      changed()
    })
  }

  stop(): void {
    this.#watching.unsubscribe()
    this.#box.stop()
  }

  /** Writes a marble test of what was recorded. The writer is loaded with its first use. */
  async toTest(): Promise<string> {
    const data = this.#box.read()
    const { toTest } = await import('../inspect/replay/to-test.ts')
    return toTest(data)
  }
}

function textOf(content: string | Uint8Array | undefined): string {
  if (content instanceof Uint8Array) {
    const bytes = Array.from(content.subarray(0, maxText / 4), (byte) => byte.toString(16).padStart(2, '0'))
    return bytes.join(' ') + (content.length > bytes.length ? ' …' : '')
  }
  if (content === undefined) return ''
  if (content.length <= maxText) return content
  // A slice would keep the whole message alive in V8: a copy by its bytes does not.
  return `${new TextDecoder().decode(new TextEncoder().encode(content.slice(0, maxText)))}…`
}
