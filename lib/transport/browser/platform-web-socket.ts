/**
 * The part of a WHATWG `WebSocket` that is used. Declared here, since a program for Node has no types of the DOM. Looser
 * than the standard, so that the classes of browsers, React Native, `ws`, undici and mocks all have this type.
 */
export interface WebSocketLike {
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number
  /** Never falls once the socket is closed. React Native has none, which counts as 0. */
  readonly bufferedAmount?: number | undefined
  /** The subprotocol that the peer selected. */
  readonly protocol?: string | undefined
  /** The negotiated extensions. */
  readonly extensions?: string | undefined
  /** Set to `arraybuffer`. */
  binaryType?: string | undefined
  /** Called when the opening handshake succeeded. */
  onopen: unknown
  /** Called with each message. */
  onmessage: unknown
  /** Called before `onclose` if the socket failed. */
  onerror: unknown
  /** Called when the socket is closed. */
  onclose: unknown
  /** Takes strings and bytes. Declared as `never`, since the classes differ in what else they take. */
  send(data: never): void
  /** Begins the closing handshake. */
  close(code?: number, reason?: string): void
}

/** A class like the platform's `WebSocket`. Throws at an address or a subprotocol that can never be dialed, and quotes it. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike

/** The same socket, with the types of what it takes and what its listeners get. */
export interface PlatformWebSocket extends WebSocketLike {
  send(data: string | Uint8Array): void
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: string | ArrayBuffer }) => void) | null
  onerror: ((event?: PlatformErrorEvent) => void) | null
  onclose: ((event: PlatformCloseEvent) => void) | null
}

/** The classes of Node report why a socket failed. Browsers hide it. */
export interface PlatformErrorEvent {
  readonly error?: Error | null
  readonly message?: string
}

/** How the platform reports an end. A failed opening handshake looks like a lost connection, with 1006. */
export interface PlatformCloseEvent {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

/** The `readyState` of a socket that is open. */
export const openState = 1
