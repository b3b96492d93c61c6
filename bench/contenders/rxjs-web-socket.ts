import type { Subject } from 'rxjs'

import type { Contender } from './contender.ts'
import { DeflateFree } from './deflate-free.ts'

// Not a literal: the compiler would load its types, which need the DOM's.
const library: string = 'rxjs/webSocket'
const { webSocket } = (await import(library)) as {
  webSocket: (config: Readonly<Record<string, unknown>>) => Subject<unknown>
}

/**
 * rxjs's `webSocket`, with the `WebSocket` of `ws`. Objects use its own deserializer, `JSON.parse(event.data)`, and its own
 * serializer; other messages use `event.data` and no serializer. Each subscriber subscribes to the subject.
 */
export const connect: Contender = ({ url, kind, subscribers, received, opened }) => {
  let socket: DeflateFree | undefined
  const keep = (made: DeflateFree): void => {
    socket = made
  }
  class Kept extends DeflateFree {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols)
      keep(this)
    }
  }
  const subject = webSocket({
    url,
    WebSocketCtor: Kept,
    binaryType: 'arraybuffer',
    openObserver: { next: opened },
    ...(kind === 'json'
      ? {}
      : { deserializer: ({ data }: { data: unknown }) => data, serializer: (value: unknown) => value }),
  })
  for (let i = 0; i < subscribers; i++) subject.subscribe((value) => received(value))
  return { send: (message) => subject.next(message), unsent: () => socket?.bufferedAmount ?? 0 }
}
