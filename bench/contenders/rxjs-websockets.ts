import { share, Subject, switchMap } from 'rxjs'
import * as library from 'rxjs-websockets'

import type { Contender } from './contender.ts'
import { DeflateFree } from './deflate-free.ts'

// A CommonJS package whose `default` export is a property.
const makeWebSocketObservable = library.default.default

/** `rxjs-websockets` as in its README: `switchMap` to the responses, `share` for several subscribers. */
export const connect: Contender = ({ url, kind, subscribers, received, opened }) => {
  let socket: DeflateFree | undefined
  const input$ = new Subject<string>()
  const sockets$ = makeWebSocketObservable(url, {
    protocols: [],
    makeWebSocket: (address, protocols) => {
      socket = new DeflateFree(address, protocols)
      socket.binaryType = 'arraybuffer'
      return socket
    },
  })
  const messages$ = sockets$.pipe(
    switchMap((responses) => {
      opened()
      return responses(input$)
    }),
  )
  const shared$ = subscribers === 1 ? messages$ : messages$.pipe(share())
  if (kind === 'json') {
    const handlers = Array.from({ length: subscribers }, () => (value: unknown) => received(value))
    messages$.subscribe((data) => {
      const value: unknown = JSON.parse(data as string)
      for (const handler of handlers) handler(value)
    })
  } else for (let i = 0; i < subscribers; i++) shared$.subscribe((data) => received(data))
  return {
    send: kind === 'json' ? (message) => input$.next(JSON.stringify(message)) : (message) => input$.next(message),
    unsent: () => socket?.bufferedAmount ?? 0,
  }
}
