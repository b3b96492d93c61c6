/**
 * The platform's event types, where the program has types of the DOM or of Node; else the part that is used here. So a
 * listener typed with the DOM's `CloseEvent` fits, and a program without the DOM compiles.
 */

export interface BasicEvent {
  /** The name of the event. */
  readonly type: string
}

/** A message event, where lib.dom is no part of the program. */
export interface BasicMessageEvent extends BasicEvent {
  /** The message. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in lib.dom
  readonly data: any
  /** The scheme and host of the url. */
  readonly origin: string
}

/** A close event, where lib.dom is no part of the program. */
export interface BasicCloseEvent extends BasicEvent {
  /** The close code (RFC 6455, section 7.4). */
  readonly code: number
  /** The peer's own text. */
  readonly reason: string
  /** Whether the closing handshake was completed. */
  readonly wasClean: boolean
}

/** lib.dom's `Event`, or the basic one. */
export type PlatformEvent = typeof globalThis extends { readonly Event: { readonly prototype: infer T } }
  ? T
  : BasicEvent

/** lib.dom's `MessageEvent`, or the basic one. */
export type PlatformMessageEvent = typeof globalThis extends { readonly MessageEvent: { readonly prototype: infer T } }
  ? T
  : BasicMessageEvent

/** lib.dom's `CloseEvent`, or the basic one. */
export type PlatformCloseEvent = typeof globalThis extends { readonly CloseEvent: { readonly prototype: infer T } }
  ? T
  : BasicCloseEvent & PlatformEvent

/** lib.dom's `Blob`, or its basic shape. */
export type PlatformBlob = typeof globalThis extends { readonly Blob: { readonly prototype: infer T } }
  ? T
  : { readonly size: number }

/** A property that only some platforms have, such as `CloseEvent` or `location`. */
export function platformGlobal(name: string): unknown {
  return (globalThis as Readonly<Record<string, unknown>>)[name]
}
