import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { refuseUpgrade } from './refuse-upgrade.ts'
import { pathOf, type Upgrade } from './upgrade.ts'

/** The part of an HTTP server that upgrades come from. */
export interface UpgradeServer {
  /** Adds a listener. */
  on(event: 'upgrade', listener: UpgradeListener): unknown
  /** Removes a listener. */
  off(event: 'upgrade', listener: UpgradeListener): unknown
  /** Counts the listeners. */
  listenerCount(event: 'upgrade'): number
}

/** A listener of the event `upgrade`. */
export type UpgradeListener = (request: IncomingMessage, stream: Duplex, head: Buffer) => void

interface Route {
  readonly path: string | undefined
  readonly take: (upgrade: Upgrade) => void
}

interface Router {
  readonly routes: Set<Route>
  readonly listener: UpgradeListener
}

const routers = new WeakMap<UpgradeServer, Router>()

/**
 * Adds a route to an HTTP server, which may have any number of them: each opening handshake goes to the first one that
 * takes its path. One without a route is left to the other listeners of the server; if it has none, the answer is 404.
 *
 * @param path - `undefined`: every path
 * @returns the function that removes the route
 */
export function addRoute(
  server: UpgradeServer,
  path: string | undefined,
  take: (upgrade: Upgrade) => void,
): () => void {
  const router = routers.get(server) ?? makeRouter(server)
  const route = { path, take }
  router.routes.add(route)
  return () => {
    router.routes.delete(route)
    if (router.routes.size > 0) return
    server.off('upgrade', router.listener)
    routers.delete(server)
  }
}

function makeRouter(server: UpgradeServer): Router {
  const routes = new Set<Route>()
  const listener: UpgradeListener = (...upgrade) => {
    const wanted = pathOf(upgrade[0])
    for (const { path, take } of routes) {
      if (path !== undefined && path !== wanted) continue
      take(upgrade)
      return
    }
    if (server.listenerCount('upgrade') === 1) refuseUpgrade(upgrade[1], 404)
  }
  const router = { routes, listener }
  routers.set(server, router)
  server.on('upgrade', listener)
  return router
}
