import { DeflateFree } from './deflate-free.ts'
import { type PlatformClass, throughEvents } from './event-target.ts'

// Its types need those of a browser, so its name is no literal.
const library: string = 'reconnecting-websocket'
const { default: ReconnectingWebSocket } = (await import(library)) as {
  default: PlatformClass
}

export const connect = throughEvents((url) => new ReconnectingWebSocket(url, [], { WebSocket: DeflateFree }))
