/**
 * The platform's event types, where the program has types of the DOM or of Node; else the part that is used here. So a
 * listener typed with the DOM's `CloseEvent` fits, and a program without the DOM compiles.
 */

export interface BasicEvent {
  readonly type: string
}

export interface BasicMessageEvent extends BasicEvent {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in the types of the DOM
  readonly data: any
  readonly origin: string
}

export interface BasicCloseEvent extends BasicEvent {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

export type PlatformEvent = typeof globalThis extends { readonly Event: { readonly prototype: infer T } }
  ? T
  : BasicEvent

export type PlatformMessageEvent = typeof globalThis extends { readonly MessageEvent: { readonly prototype: infer T } }
  ? T
  : BasicMessageEvent

export type PlatformCloseEvent = typeof globalThis extends { readonly CloseEvent: { readonly prototype: infer T } }
  ? T
  : BasicCloseEvent & PlatformEvent

export type PlatformBlob = typeof globalThis extends { readonly Blob: { readonly prototype: infer T } }
  ? T
  : { readonly size: number }

/** A property that only some platforms have, such as `CloseEvent` or `location`. */
export function platformGlobal(name: string): unknown {
  return (globalThis as Readonly<Record<string, unknown>>)[name]
}
