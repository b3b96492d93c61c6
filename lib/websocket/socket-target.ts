import { MessageTarget } from '#events'

import type { WebSocketEventName } from './web-socket-types.ts'

/** The values of `readyState`. */
export const readyStates = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const

const names: ReadonlyArray<WebSocketEventName> = ['open', 'message', 'error', 'close']

/** The value of an `on*` property, and the listener that stands for it. An object that is no function is kept, but not called. */
interface Handler {
  callback: unknown
  readonly listener: (event: Event) => void
}

/** An event target with the `on*` properties of WHATWG WebSockets. */
export abstract class SocketTarget extends MessageTarget {
  readonly #handlers: { [N in WebSocketEventName]?: Handler | undefined } = {}

  static {
    for (const name of names) {
      Object.defineProperty(this.prototype, `on${name}`, {
        enumerable: true,
        configurable: true,
        get(this: SocketTarget) {
          return this.#handlers[name]?.callback ?? null
        },
        set(this: SocketTarget, callback: unknown) {
          this.#setHandler(name, Object(callback) === callback ? callback : null)
        },
      })
    }
  }

  /** A handler keeps its place among the listeners until it is set to `null` (HTML, event handlers). */
  #setHandler(name: WebSocketEventName, callback: unknown): void {
    const current = this.#handlers[name]
    if (current !== undefined && callback !== null) current.callback = callback
    else if (current !== undefined) {
      this.removeEventListener(name, current.listener)
      this.#handlers[name] = undefined
    } else if (callback !== null) {
      const handler: Handler = {
        callback,
        listener: (event) => {
          if (typeof handler.callback === 'function') handler.callback.call(this, event)
        },
      }
      this.#handlers[name] = handler
      this.addEventListener(name, handler.listener)
    }
  }

  get [Symbol.toStringTag](): string {
    return 'WebSocket'
  }
}

/**
 * Gives a class the shape of a Web IDL interface: its own constants, and all attributes and methods on its own prototype,
 * so that a program which looks there, patches or deletes one finds it.
 */
export function defineInterface(Class: { readonly prototype: SocketTarget }): void {
  const { prototype } = Class
  let members: PropertyDescriptorMap = {}
  for (let from: object = prototype; from !== EventTarget.prototype; from = Object.getPrototypeOf(from) as object) {
    members = { ...Object.getOwnPropertyDescriptors(from), ...members }
  }
  Object.defineProperties(prototype, members)
  // Not the members whose name is a symbol.
  for (const name of Object.keys(members)) {
    Object.defineProperty(prototype, name, { enumerable: name !== 'constructor' })
  }
  // A deleted attribute must not reappear from a class above.
  Object.setPrototypeOf(prototype, EventTarget.prototype)
  for (const [name, value] of Object.entries(readyStates)) {
    for (const owner of [Class, prototype]) Object.defineProperty(owner, name, { enumerable: true, value })
  }
}
