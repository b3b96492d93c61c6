/**
 * `#platform` on Node: the transport over `ws`, and timers for programs that hold thousands of connections. Other platforms
 * get `transport/browser/transport.ts`.
 */
export { setSharedTimer as setHeartbeatTimer } from './connection/timers/shared-timers.ts'
export { heartbeat, transport } from './transport/node/transport.ts'
