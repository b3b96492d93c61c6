import { DeflateFree } from './deflate-free.ts'
import { type PlatformClass, throughEvents } from './event-target.ts'

// Its types need those of a browser, so its name is no literal.
const library: string = 'partysocket'
const { WebSocket: PartySocket } = (await import(library)) as { WebSocket: PlatformClass }

export const connect = throughEvents((url) => new PartySocket(url, [], { WebSocket: DeflateFree }))
