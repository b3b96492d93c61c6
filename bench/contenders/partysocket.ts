import { DeflateFree } from './deflate-free.ts'
import { type PlatformClass, throughEvents } from './event-target.ts'

// Its types need those of a browser.
const { WebSocket: PartySocket } = (await import('partysocket')) as { WebSocket: PlatformClass }

export const connect = throughEvents((url) => new PartySocket(url, [], { WebSocket: DeflateFree }))
