import type { IncomingMessage } from 'node:http'

import type { Observable } from 'rxjs'

import type { Connection } from './connection/connection.ts'
import { callUser } from './connection/run-user-code.ts'
import type { Codec } from './model/codec.ts'
import * as node from './node.ts'
import { accept, resolveRules } from './server/accept.ts'
import type { AcceptRules } from './server/accept-options.ts'
import { placeIssues } from './server/check-place.ts'
import { listenFailed } from './server/listen-failed.ts'
import { observedSource } from './server/observed-source.ts'
import type { OpeningSource } from './transport/accepting.ts'
import { startServer, stopServer } from './transport/node/accepting/own-server.ts'
import type { Upgrade } from './transport/node/accepting/upgrade.ts'
import { addRoute, type UpgradeServer } from './transport/node/accepting/upgrade-router.ts'
import { WebSocketOpening } from './transport/node/accepting/web-socket-opening.ts'

export type { AcceptRules, PeerOptions, RefusedPeer } from './server/accept-options.ts'
export type { ListenFailed } from './server/listen-failed.ts'
export type { Origins } from './server/origins.ts'
export { dismiss, type Dismissed, type Refusal, refuse, type RefuseOptions } from './server/refusal.ts'
export type { Upgrade } from './transport/node/accepting/upgrade.ts'
export type { UpgradeListener, UpgradeServer } from './transport/node/accepting/upgrade-router.ts'

/** The address that a server listens on. */
export interface ListenAddress {
  /** The IP address. */
  readonly address: string
  /** The port: the one that was chosen, where the options have 0. */
  readonly port: number
}

/** Listens with an HTTP server of its own, which answers all other requests with 426. */
export interface OwnPort {
  /** 0: a free one, see `onListening`. */
  readonly port: number
  /** The host name or IP address to listen on. Default: all addresses of this machine. */
  readonly host?: string | undefined
  /** Options of `node:https` `createServer`, such as `key` and `cert`: listens for `wss:`. Default: listens for `ws:`. */
  readonly tls?: Readonly<Record<string, unknown>> | undefined
  /** Called once it listens. */
  readonly onListening?: ((address: ListenAddress) => void) | undefined
  /** Another place. */
  readonly server?: undefined
  /** Another place. */
  readonly upgrade$?: undefined
}

/** Shares an HTTP server, that of Express for example. Its life remains the program's concern. */
export interface SharedServer {
  /** A server of `node:http` or `node:https`. */
  readonly server: UpgradeServer
  /** Another place. */
  readonly port?: undefined
  /** Another place. */
  readonly upgrade$?: undefined
}

/** Takes the upgrades that something else hands over, such as `fromEvent(server, 'upgrade')`. */
export interface HandedOver {
  /** Emits upgrades that nobody has answered. */
  readonly upgrade$: Observable<Upgrade>
  /** Another place. */
  readonly port?: undefined
  /** Another place. */
  readonly server?: undefined
}

/** The options of `accept$`: one place where peers come in, and rules. */
export type AcceptOptions<In, Out> = AcceptRules<In, Out, IncomingMessage> & (OwnPort | SharedServer | HandedOver)

/** TCP connections beside those that are accepted: requests that are still incomplete. */
const maxHandshakes = 1_024

/**
 * Accepts connections: emits one for each peer that opens a WebSocket. It is a `Connection` as `defineConnection` makes
 * it, with the same operators and guarantees, but its socket exists already. It is `Idle`, and nothing is read, until
 * `clientStart$` takes a lease; without one it is closed with 1013 after `connectTimeout`. It never dials: once it has
 * ended, a start fails.
 *
 * Each subscription listens by itself. Unsubscribing stops accepting, and leaves the connections open. Errors with
 * `ListenFailed`; no peer makes it fail.
 *
 * @example
 * accept$({ port: 8080 })
 *   .pipe(mergeMap((peer) => clientStart$(peer).pipe(receive$(), map(answer), send(peer), catchError(() => EMPTY))))
 *   .subscribe({ error: (error) => console.error(error.message) })
 *
 * @throws `SettingsInvalid`, with all faults, on options that can never work
 */
export function accept$<In, Out>(
  options: AcceptOptions<In, Out> & { readonly codec: Codec<In, Out> },
): Observable<Connection<In, Out>>
/** Accepts connections whose messages are strings: without a codec they are sent and received as text. */
export function accept$(options: AcceptOptions<string, string>): Observable<Connection<string, string>>
export function accept$<In, Out>(options: AcceptOptions<In, Out>): Observable<Connection<In, Out>> {
  const { port: _p, host: _h, tls: _t, onListening: _l, server: _s, upgrade$: _u, ...given } = options as OwnPort
  const rules = given as AcceptRules<In, Out, IncomingMessage>
  const resolved = resolveRules(rules, placeIssues(options), node)
  const { maxConnections = Infinity } = rules
  return accept(resolved, sourceOf(options, rules.path, resolved.common.options.connectTimeout, maxConnections))
}

function sourceOf(
  place: OwnPort | SharedServer | HandedOver,
  path: string | undefined,
  requestTimeout: number,
  maxConnections: number,
): OpeningSource<IncomingMessage> {
  const { server, upgrade$ } = place
  if (upgrade$ !== undefined) return observedSource(upgrade$, (upgrade) => new WebSocketOpening(upgrade))
  if (server !== undefined) return (take) => addRoute(server, path, (upgrade) => take(new WebSocketOpening(upgrade)))
  const { port, host, tls, onListening } = place
  const options = { port, host, tls, requestTimeout, maxSockets: maxConnections + maxHandshakes }
  return (take, { error }) => {
    const listening = (address: ListenAddress): void => {
      callUser(() => onListening?.(address))
    }
    const own = startServer(options, listening, (cause) => {
      error(listenFailed(`${host ?? '*'}:${port}`, cause))
    })
    const removeRoute = addRoute(own, undefined, (upgrade) => take(new WebSocketOpening(upgrade)))
    return () => {
      removeRoute()
      stopServer(own)
    }
  }
}
