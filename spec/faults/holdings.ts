import { AsyncLocalStorage, createHook } from 'node:async_hooks'

/** The resources that keep a process alive and can be told apart: sockets and timers. */
const holding = /^(TCPWRAP|TCPCONNECTWRAP|PIPEWRAP|Timeout)$/

/** The resources of one fault, by their ids in `async_hooks`. */
export type Holdings = Map<number, string>

const scope = new AsyncLocalStorage<Holdings>()
const owners = new Map<number, Holdings>()

createHook({
  init: (id, type) => {
    const holdings = holding.test(type) ? scope.getStore() : undefined
    if (holdings === undefined) return
    holdings.set(id, type)
    owners.set(id, holdings)
  },
  destroy: (id) => {
    owners.get(id)?.delete(id)
    owners.delete(id)
  },
}).enable()

/** Runs `body`, and records the resources that it and its continuations have taken and not released. */
export function withHoldings<T>(holdings: Holdings, body: () => T): T {
  return scope.run(holdings, body)
}

/** Runs code of the lab itself, whose timers are not recorded. */
export function unheld<T>(body: () => T): T {
  return scope.exit(body)
}
