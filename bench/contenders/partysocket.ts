import { DeflateFree } from './deflate-free.ts'
import { type PlatformClass, throughEvents } from './event-target.ts'

// Not a literal: the compiler would load its types, which need the DOM's.
const library: string = 'partysocket'
const { WebSocket: PartySocket } = (await import(library)) as { WebSocket: PlatformClass }

export const connect = throughEvents((url) => new PartySocket(url, [], { WebSocket: DeflateFree }))
