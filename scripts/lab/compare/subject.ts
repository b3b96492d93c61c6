/** The outside of a library, as the comparison drives it. */
export interface Subject {
  /** Opens a connection and reports its events and errors as short texts. */
  readonly start: (world: World) => Running
}

export interface Running {
  /** Ends on purpose, as the library's documentation has it. */
  readonly stop: () => void
}

export interface World {
  readonly url: string
  readonly report: (what: string) => void
  /** Counts a dial. Called by the WebSocket class that the libraries get, or on a state that begins a dial. */
  readonly dialed: () => void
  /** Called by the user's code at each message. */
  readonly onMessage: () => void
}

/** The same for all, ms: retries begin here, and an opening handshake may take as long as `connectTimeout`. */
export const initialDelay = 100
export const maxDelay = 1_000
export const connectTimeout = 500
/** For those that ask whether the peer lives. */
export const heartbeat: { readonly interval: number; readonly timeout: number } = { interval: 500, timeout: 300 }
