import type { MessagePort } from 'node:worker_threads'

import type { Act } from '../../../../lib/testing/peer/script.ts'
import type { AcceptedSocket, Opening, OpeningSettings } from '../../../../lib/transport/accepting.ts'
import type { PortRequest } from '../../../../lib/transport/browser/message-port/port-opening.ts'
import { portSource } from '../../../../lib/transport/browser/message-port/port-source.ts'
import { portTransport } from '../../../../lib/transport/browser/message-port/port-transport.ts'
import type { Socket, SocketListener, Transport } from '../../../../lib/transport/transport.ts'
import type { PeerRecord } from '../../../support/peers/peer-script.ts'
import { type Capabilities, type Harness, recordedPeer, requestFor } from '../../harness.ts'

/** A port can all that the contract asks for, but a message is answered as it leaves, and any url is one. */
export const portCapabilities: Capabilities = {
  dials: true,
  ping: true,
  pause: true,
  status: true,
  unaddressable: false,
  closeCodes: true,
  writes: false,
  closing: true,
}

export const settings: OpeningSettings = {
  protocols: [],
  maxMessageSize: 1 << 24,
  compression: false,
  closeTimeout: 1_000,
}

/** Opens an accepting end, and returns the function that gives a port to it. */
export function acceptingEnd(take: (opening: Opening<PortRequest>) => void): {
  readonly connect: () => MessagePort
  readonly stop: () => void
} {
  let give: (port: MessagePort) => void = () => undefined
  const source = portSource(
    (takePort) => {
      give = (port) => {
        takePort(port, undefined)
      }
      return () => undefined
    },
    undefined,
    { timeout: 1_000, after: () => () => undefined },
  )
  const stop = source(take, { error: () => undefined, complete: () => undefined })
  return {
    connect: () => {
      const { port1, port2 } = new MessageChannel()
      give(port2)
      return port1
    },
    stop,
  }
}

/** The listener of a peer: keeps the record of what it gets. */
const recording = (records: PeerRecord[]): SocketListener => ({
  opened: () => undefined,
  received: (data) => records.push({ _tag: 'Message', data }),
  ponged: () => undefined,
  ended: (end) => {
    if (end._tag !== 'Closed') return
    // As the class of `ws` reports it.
    records.push({ _tag: 'Closed', code: end.code, reason: end.reason })
  },
})

function play(socket: Socket, acts: ReadonlyArray<Act>): void {
  for (const act of acts) {
    if (act._tag === 'Says') socket.send(act.data, typeof act.data !== 'string', () => undefined)
    else if (act._tag === 'Closes') socket.close(act.code, act.reason)
    else if (act._tag === 'Loses') socket.terminate()
    else if (act._tag === 'Stalls') socket.pause?.()
  }
}

function connectToNobody(): MessagePort {
  const { port1, port2 } = new MessageChannel()
  port2.close()
  return port1
}

/** The harness of the end that dials: its peer accepts. */
export const dialingHarness: Harness = {
  start: (acts) => {
    const records: PeerRecord[] = []
    const sockets: Socket[] = []
    const { connect, stop } = acceptingEnd((opening) => {
      const [first, ...rest] = acts
      if (first?._tag === 'Refuses') {
        const wait = first.retryAfter === undefined ? {} : { 'retry-after': String(first.retryAfter / 1_000) }
        opening.refuse(first.status ?? 400, wait, 'No')
      } else if (first?._tag === 'Opens') {
        const accepted = opening.accept({ ...settings, protocols: opening.request.protocols })
        const socket = accepted!.adopt(recording(records))
        sockets.push(socket)
        socket.resume?.()
        play(socket, rest)
      }
    })
    const connectTo = acts[0]?._tag === 'Loses' ? connectToNobody : connect
    const peer = recordedPeer(portTransport(connectTo), requestFor('port:peer'), records, async () => {
      for (const socket of sockets) socket.terminate()
      stop()
    })
    return Promise.resolve(peer)
  },
}

/** A transport of a socket that exists. The socket opens in the next microtask: the contract's dials need it before. */
function adopting(accepted: AcceptedSocket): Transport {
  return (_request, listener) => {
    const socket = accepted.adopt({
      opened: (handshake) => {
        queueMicrotask(() => {
          socket.resume?.()
          listener.opened(handshake)
        })
      },
      received: (data, isBinary) => listener.received(data, isBinary),
      ponged: () => listener.ponged(),
      closing: (code, reason) => listener.closing?.(code, reason),
      ended: (end) => listener.ended(end),
    })
    return socket
  }
}

/** The harness of the end that accepts: its peer dials. */
export const acceptingHarness: Harness = {
  start: async ([, ...acts]) => {
    const records: PeerRecord[] = []
    const { promise, resolve } = withResolvers<AcceptedSocket>()
    const { connect, stop } = acceptingEnd((opening) => {
      resolve(opening.accept(settings)!)
    })
    const listener = { ...recording(records), opened: () => queueMicrotask(() => play(socket, acts)) }
    const socket = portTransport(connect)(requestFor('port:peer'), listener)
    return recordedPeer(adopting(await promise), requestFor('port:peer'), records, async () => {
      socket.terminate()
      stop()
    })
  },
}

function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((each) => {
    resolve = each
  })
  return { promise, resolve }
}
