import type { Transport } from '../transport.ts'
import type { WebSocketConstructor } from './platform-web-socket.ts'
import { dialWith } from './web-socket-transport.ts'

export { onWake } from './wake.ts'

/**
 * The `WebSocket` of browsers, workers, Deno, Bun and Node from 22 on. It has neither pings nor back-pressure, hides the
 * HTTP status of a refusal, and sends no headers. The global is read at each dial, and not before.
 */
export const transport: Transport = dialWith(
  () => (globalThis as unknown as { readonly WebSocket?: WebSocketConstructor }).WebSocket,
)

/** The platform cannot ping, so there is no heartbeat unless the options give a `message`. */
export const heartbeat = false as const
