import type { MessagePort } from 'node:worker_threads'

import { clientStart$, type Connection, type ConnectionOptions, defineConnection } from 'pulsewire'
import { acceptPorts$, type AcceptPortsOptions, portTransport } from 'pulsewire/port'
import { catchError, EMPTY, mergeMap, type Observable, Subject, tap } from 'rxjs'

import { cleanUps } from '../support/clean-ups.ts'
import { watch, type Watched } from '../support/watching.ts'

type Tab = Connection<string, string>

/** A port, with the member that its types leave out. */
export type Port = MessagePort & { onmessage: ((event: { readonly data: unknown }) => void) | null }

/** An accepting end under test, in the same thread as its tabs. */
export interface Worker {
  /** Opens a port to it. */
  readonly connect: () => Port
  /** The connections that it has accepted. */
  readonly tabs: ReadonlyArray<Tab>
  readonly emitted: Watched<unknown>
  /** Describes a connection to it. */
  readonly tab: (options?: Partial<ConnectionOptions<string, string>>) => Tab
}

export const { later, run: endTabs } = cleanUps()

/** Takes a lease, and keeps it until the spec is over. */
export function leased(connection: Tab): Watched<unknown> {
  const watched = watch(clientStart$(connection))
  later(watched.stop)
  return watched
}

/** Holds each accepted connection open. */
export const holding = (tab: Tab): Observable<unknown> => clientStart$(tab).pipe(catchError(() => EMPTY))

/** Accepts ports, and serves each connection. */
export function working(
  options: AcceptPortsOptions<string, string> = {},
  serve: (tab: Tab) => Observable<unknown> = holding,
): Worker {
  const ports = new Subject<MessagePort>()
  const tabs: Tab[] = []
  const emitted = watch(
    acceptPorts$(ports, options).pipe(
      tap((tab) => tabs.push(tab)),
      mergeMap(serve),
    ),
  )
  later(emitted.stop)
  const connect = (): Port => {
    const { port1, port2 } = new MessageChannel()
    later(() => {
      port1.close()
    })
    ports.next(port2)
    return port1 as Port
  }
  const tab = (given: Partial<ConnectionOptions<string, string>> = {}): Tab =>
    defineConnection({ url: 'port:feed', transport: portTransport(connect), heartbeat: false, retry: false, ...given })
  return { connect, tabs, emitted, tab }
}
