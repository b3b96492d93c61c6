import type { WebSocketEventName } from './web-socket-types.ts'

/** The values of `readyState`. */
export const readyStates = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const

const names: ReadonlyArray<WebSocketEventName> = ['open', 'message', 'error', 'close']

/** A callback in an `on*` property, and the listener that stands for it. */
interface Handler {
  callback: (event: Event) => unknown
  readonly listener: (event: Event) => void
}

/** An event target with the `on*` properties and the constants of WHATWG WebSockets. */
export abstract class SocketTarget extends EventTarget {
  readonly #handlers = new Map<WebSocketEventName, Handler>()

  static {
    for (const name of names) {
      Object.defineProperty(this.prototype, `on${name}`, {
        enumerable: true,
        configurable: true,
        get(this: SocketTarget) {
          return this.#handlers.get(name)?.callback ?? null
        },
        set(this: SocketTarget, callback: unknown) {
          this.#setHandler(name, callback)
        },
      })
    }
    for (const [name, value] of Object.entries(readyStates)) {
      for (const owner of [this, this.prototype]) Object.defineProperty(owner, name, { enumerable: true, value })
    }
  }

  /** A handler keeps its place among the listeners until it is set to `null` (HTML, event handlers). */
  #setHandler(name: WebSocketEventName, callback: unknown): void {
    const current = this.#handlers.get(name)
    if (typeof callback !== 'function') {
      if (current !== undefined) this.removeEventListener(name, current.listener)
      this.#handlers.delete(name)
    } else if (current !== undefined) current.callback = callback as Handler['callback']
    else {
      const handler: Handler = {
        callback: callback as Handler['callback'],
        listener: (event) => {
          handler.callback.call(this, event)
        },
      }
      this.#handlers.set(name, handler)
      this.addEventListener(name, handler.listener)
    }
  }

  get [Symbol.toStringTag](): string {
    return 'WebSocket'
  }
}
