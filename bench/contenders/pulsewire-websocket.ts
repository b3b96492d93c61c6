import { WebSocket } from 'pulsewire/websocket'

import { type PlatformClass, throughEvents } from './event-target.ts'

/** The `WebSocket` of pulsewire, used like the platform's: an event for each message, `bufferedAmount` counted. */
export const connect = throughEvents((url) => new (WebSocket as unknown as PlatformClass)(url, [], {}))
