import * as platform from '#events'

import type { PlatformCloseEvent } from './platform-events.ts'

/** The fields of a close event. Defaults as in WHATWG WebSockets: 0, an empty reason, not clean. */
export interface CloseEventFields {
  /** The close code (RFC 6455, section 7.4). */
  readonly code?: number
  /** The peer's own text. */
  readonly reason?: string
  /** Whether the closing handshake was completed. */
  readonly wasClean?: boolean
}

/** The constructor of close events. */
export type CloseEventClass = new (type: string, fields?: CloseEventFields) => PlatformCloseEvent

/** The platform's `CloseEvent`, or one of ours where it has none (Node before 23). */
export const CloseEvent: CloseEventClass = platform.CloseEvent
