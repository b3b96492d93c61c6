/**
 * `#platform` on Node: the transport over `ws`, timers for programs that hold thousands of connections, and timers that let
 * a process end. Other platforms get `transport/browser/transport.ts`.
 */
export { setSharedTimer as setHeartbeatTimer } from './connection/timers/shared-timers.ts'
export { unreferencedClock } from './connection/timers/unreferenced-clock.ts'
export { heartbeat, transport } from './transport/node/transport.ts'
