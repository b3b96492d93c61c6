import { WebSocket } from 'undici'

import { type PlatformClass, throughEvents } from './event-target.ts'

/** The `WebSocket` of undici, which Node has as a global from version 22 on. The server agrees on no compression. */
export const connect = throughEvents((url) => new (WebSocket as unknown as PlatformClass)(url, [], {}))
