import type { Subject } from 'rxjs'

import type { Contender } from './contender.ts'
import { DeflateFree } from './deflate-free.ts'

// Its types need those of a browser, so its name is no literal.
const library: string = 'rxjs/webSocket'
const { webSocket } = (await import(library)) as {
  webSocket: (config: Readonly<Record<string, unknown>>) => Subject<unknown>
}

/**
 * `webSocket` of rxjs, with the `WebSocket` of `ws`. Its own deserializer, `JSON.parse(event.data)`, where an object is
 * wanted, else `event.data`; its own serializer for objects, else none. Subscribers share it through its own multicast:
 * one subscription to the subject for each.
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
