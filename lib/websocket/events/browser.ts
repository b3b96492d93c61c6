import type { CloseEventClass } from './close-event.ts'
import type { ErrorEventClass } from './error-event.ts'
import { platformGlobal } from './platform-events.ts'

/** `#events` on platforms that have all events of WHATWG WebSockets. */
export const CloseEvent = /* @__PURE__ */ platformGlobal('CloseEvent') as CloseEventClass

export const ErrorEvent = /* @__PURE__ */ platformGlobal('ErrorEvent') as ErrorEventClass

/** An event target that dispatches messages. */
export abstract class MessageTarget extends EventTarget {
  protected dispatchMessage(data: unknown, origin: string): void {
    this.dispatchEvent(new MessageEvent('message', { data, origin }))
  }
}
