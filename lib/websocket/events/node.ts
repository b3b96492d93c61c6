/** `#events` on Node and on platforms that lack some events of WHATWG WebSockets. */
import type { CloseEventClass } from './close-event.ts'
import type { ErrorEventClass } from './error-event.ts'
import { OwnCloseEvent } from './own/own-close-event.ts'
import { OwnErrorEvent } from './own/own-error-event.ts'
import { platformGlobal } from './platform-events.ts'

export { MessageTarget } from './own/message-target.ts'

/** The platform's `CloseEvent`. Node has one from 23 on; before that, one of ours. */
export const CloseEvent = (platformGlobal('CloseEvent') ??
  /* @__PURE__ */ Object.defineProperty(OwnCloseEvent, 'name', { value: 'CloseEvent' })) as CloseEventClass

/** The platform's `ErrorEvent`, or one of ours where it has none. */
export const ErrorEvent = (platformGlobal('ErrorEvent') ??
  /* @__PURE__ */ Object.defineProperty(OwnErrorEvent, 'name', { value: 'ErrorEvent' })) as ErrorEventClass
