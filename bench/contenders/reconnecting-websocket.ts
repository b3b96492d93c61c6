import { DeflateFree } from './deflate-free.ts'
import { type PlatformClass, throughEvents } from './event-target.ts'

// Not a literal: the compiler would load its types, which need the DOM's.
const library: string = 'reconnecting-websocket'
const { default: ReconnectingWebSocket } = (await import(library)) as {
  default: PlatformClass
}

export const connect = throughEvents((url) => new ReconnectingWebSocket(url, [], { WebSocket: DeflateFree }))
