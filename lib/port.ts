import type { Observable } from 'rxjs'

import type { Connection } from './connection/connection.ts'
import type { Codec } from './model/codec.ts'
import { accept, resolveRules } from './server/accept.ts'
import type { AcceptRules } from './server/accept-options.ts'
import { portIssues } from './server/ports/check-ports.ts'
import { diagnoseTab } from './server/ports/diagnose-tab.ts'
import type { AcceptingPlatform } from './server/resolve-peer.ts'
import { protocolName } from './transport/browser/message-port/frames.ts'
import type { MessagePortLike } from './transport/browser/message-port/message-port.ts'
import type { PortRequest } from './transport/browser/message-port/port-opening.ts'
import { type PortGiver, portSource } from './transport/browser/message-port/port-source.ts'
import { closedSocket } from './transport/closed-socket.ts'

export type { AcceptRules, PeerOptions, RefusedPeer } from './server/accept-options.ts'
export type { Origins } from './server/origins.ts'
export { dismiss, type Dismissed, type Refusal, refuse, type RefuseOptions } from './server/refusal.ts'
export type { MessagePortLike } from './transport/browser/message-port/message-port.ts'
export type { PortRequest } from './transport/browser/message-port/port-opening.ts'
export { type PortTarget, portTo, portTransport } from './transport/browser/message-port/port-transport.ts'

/** The part of a global scope (`self`), or of `parentPort` of Node, that is used. */
export interface PortScope {
  /** Adds a listener: for `connect`, and for `message` with a port of `portTo`. */
  addEventListener(type: 'connect' | 'message', listener: never): void
  /** Removes a listener. Declared as `never`, since the scopes differ in what they take. */
  removeEventListener(type: 'connect' | 'message', listener: never): void
}

/** The options of `acceptPorts$`: those of `accept$` that have a meaning without HTTP. `origins` is for windows. */
export type AcceptPortsOptions<In, Out> = Omit<AcceptRules<In, Out, PortRequest>, 'compression' | 'path'>

interface PortEvent {
  readonly data: unknown
  readonly origin?: string
  readonly ports: ReadonlyArray<MessagePortLike>
}

/** Ports neither dial nor need a heartbeat: a Web Lock shows that the other end lives. */
const platform: AcceptingPlatform = {
  transport: () => closedSocket,
  heartbeat: false,
  diagnose: diagnoseTab,
}

/**
 * Accepts ports: emits a connection for each tab, iframe or worker that opens one with `portTransport`. It is a `Connection`
 * as `defineConnection` makes it, with the same operators and guarantees, and as one of `accept$`: `Idle` until
 * `clientStart$` takes a lease, closed with 1013 without one after `connectTimeout`, and it never dials. When its tab is
 * closed, crashes or is discarded, it is `Closed` with 1006.
 *
 * Subscribe while the script of the worker runs for the first time: its first tab is there before anything that it waits
 * for. Unsubscribing stops accepting, and leaves the connections open. It errors only where an Observable of ports does.
 *
 * @example
 * acceptPorts$(self)
 *   .pipe(mergeMap((tab) => clientStart$(tab).pipe(receive$(), map(answer), send(tab), catchError(() => EMPTY))))
 *   .subscribe()
 *
 * @param scope - the global scope of a SharedWorker, a dedicated worker or a window (`self`); `parentPort` of
 * `node:worker_threads`; or an Observable of ports that come in another way
 * @throws `SettingsInvalid`, with all faults, on options that can never work
 */
export function acceptPorts$<In, Out>(
  scope: PortScope | Observable<MessagePortLike>,
  options: AcceptPortsOptions<In, Out> & { readonly codec: Codec<In, Out> },
): Observable<Connection<In, Out>>
/** Accepts ports whose messages are strings: without a codec they are sent and received as text. */
export function acceptPorts$(
  scope: PortScope | Observable<MessagePortLike>,
  options?: AcceptPortsOptions<string, string>,
): Observable<Connection<string, string>>
export function acceptPorts$<In, Out>(
  scope: PortScope | Observable<MessagePortLike>,
  options: AcceptPortsOptions<In, Out> = {},
): Observable<Connection<In, Out>> {
  const rules = options as AcceptRules<In, Out, PortRequest>
  const resolved = resolveRules(rules, portIssues(scope, options), platform, 'acceptPorts$')
  const { clock, connectTimeout } = resolved.common.options
  const after = (delay: number, elapsed: () => void): (() => void) => clock.after(delay, elapsed)
  const { host } = (scope as { readonly location?: { readonly host?: string } }).location ?? {}
  return accept(resolved, portSource(portsOf(scope), host, { timeout: connectTimeout, after }))
}

function portsOf(scope: PortScope | Observable<MessagePortLike>): PortGiver {
  return (take, { error, complete }) => {
    if ('subscribe' in scope) {
      const next = (port: MessagePortLike): void => {
        take(port, undefined)
      }
      const taking = scope.subscribe({ next, error, complete })
      return () => {
        taking.unsubscribe()
      }
    }
    const connected = ({ ports: [port] }: PortEvent): void => {
      if (port !== undefined) take(port, undefined)
    }
    const messaged = ({ data, origin, ports: [port] }: PortEvent): void => {
      // Other messages are none of ours.
      if (data === protocolName && port !== undefined) take(port, origin === '' ? undefined : origin)
    }
    scope.addEventListener('connect', connected as never)
    scope.addEventListener('message', messaged as never)
    return () => {
      scope.removeEventListener('connect', connected as never)
      scope.removeEventListener('message', messaged as never)
    }
  }
}
