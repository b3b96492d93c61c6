/**
 * What is used of the platform's `WebSocket` (WHATWG WebSockets), declared here so that the library needs no types of
 * the DOM, which a program for Node has not.
 */
export interface PlatformWebSocket {
  readonly readyState: number
  /** Never falls once the socket is closed. */
  readonly bufferedAmount: number
  readonly protocol: string
  readonly extensions: string
  binaryType: string
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: string | ArrayBuffer }) => void) | null
  onclose: ((event: PlatformCloseEvent) => void) | null
  send(data: string | Uint8Array): void
  close(code?: number, reason?: string): void
}

/** How the platform tells an end. A failed opening handshake is told like a lost connection, with 1006. */
export interface PlatformCloseEvent {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

/** Throws at an address or a subprotocol that can never be dialed, and quotes it. */
export type PlatformConstructor = new (url: string, protocols: string[]) => PlatformWebSocket

/** The `readyState` of a socket that is open. */
export const openState = 1
