import { type PlatformClass, throughEvents } from './event-target.ts'

/** The global `WebSocket` of Node 22, in a process of that Node: `processes.ts`. The server agrees on no compression. */
export const connect = throughEvents((url) => new (globalThis.WebSocket as unknown as PlatformClass)(url, [], {}))
