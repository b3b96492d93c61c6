import { DeflateFree } from './deflate-free.ts'
import { type PlatformClass, throughEvents } from './event-target.ts'

// Its types need those of a browser.
const { default: ReconnectingWebSocket } = (await import('reconnecting-websocket')) as {
  default: PlatformClass
}

export const connect = throughEvents((url) => new ReconnectingWebSocket(url, [], { WebSocket: DeflateFree }))
