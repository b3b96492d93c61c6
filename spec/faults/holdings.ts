import { AsyncLocalStorage, createHook } from 'node:async_hooks'

/** What keeps a process alive, and can be told apart: sockets and timers. */
const holding = /^(TCPWRAP|TCPCONNECTWRAP|PIPEWRAP|Timeout)$/

/** What one fault holds, by the id that Node gave it. */
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

/** Runs something, and writes down what it and all that it leads to has taken and not given back. */
export function withHoldings<T>(holdings: Holdings, body: () => T): T {
  return scope.run(holdings, body)
}

/** Runs something of the lab's own, whose timers nobody is asked for. */
export function unheld<T>(body: () => T): T {
  return scope.exit(body)
}
