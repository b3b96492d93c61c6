import { NEVER, Observable } from 'rxjs'

import type {
  DialRequest,
  Socket,
  SocketEnd,
  SocketListener,
  Transport,
  WriteDone,
} from '../../lib/transport/transport.ts'

export const request: DialRequest = {
  url: 'ws://peer/',
  protocols: [],
  headers: {},
  tls: {},
  maxMessageSize: 1_024,
}

/** What a socket told: a message is its data; `opened`, `ponged`, and of a write `done` or `failed` are words. */
export type Told = string | Uint8Array | SocketEnd

/** A call of a method of a socket. The answers of writes appear in the stream. */
export type SocketCall = (socket: Socket, done: WriteDone) => void

export const says =
  (data: string | Uint8Array, isBinary = typeof data !== 'string'): SocketCall =>
  (socket, done) =>
    socket.send(data, isBinary, done)

export const pings: SocketCall = (socket) => socket.ping?.()

export const hangsUp =
  (code = 1000, reason = ''): SocketCall =>
  (socket) =>
    socket.close(code, reason)

export const terminates: SocketCall = (socket) => socket.terminate()

export const pauses: SocketCall = (socket) => socket.pause?.()

export const resumes: SocketCall = (socket) => socket.resume?.()

/** Dials when it is subscribed to, tells what the socket tells, and is over with its end. */
export function dial$(
  transport: Transport,
  calls$: Observable<SocketCall> = NEVER,
  asked: Partial<DialRequest> = {},
): Observable<Told> {
  return new Observable((subscriber) => {
    const socket = transport(
      { ...request, ...asked },
      {
        opened: () => subscriber.next('opened'),
        received: (data) => subscriber.next(data),
        ponged: () => subscriber.next('ponged'),
        ended: (end) => {
          subscriber.next(end)
          subscriber.complete()
        },
      },
    )
    const calling = calls$.subscribe((call) => {
      call(socket, (error) => subscriber.next(error ? 'failed' : 'done'))
    })
    return () => calling.unsubscribe()
  })
}

/** A clean end by closing handshake, or a broken one. */
export const closed = (code = 1000, reason = '', wasClean = code !== 1006): SocketEnd => {
  return { _tag: 'Closed', code, reason, wasClean }
}

/** Does nothing with what it is told. */
export const silent: SocketListener = {
  opened: () => undefined,
  received: () => undefined,
  ponged: () => undefined,
  ended: () => undefined,
}
