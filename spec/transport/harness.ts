import type { Act } from '../../lib/testing/peer/script.ts'
import type { DialRequest, Socket, SocketEnd, Transport } from '../../lib/transport/transport.ts'
import type { PeerRecord } from '../support/peers/peer-script.ts'

export const opens: Act = { _tag: 'Opens' }
export const stalls: Act = { _tag: 'Stalls' }
export const loses: Act = { _tag: 'Loses' }
export const says = (data: string | Uint8Array): Act => ({ _tag: 'Says', data })
export const closes = (code: number, reason: string): Act => ({ _tag: 'Closes', code, reason })

/** A peer that plays its acts, in order, from each dial on. */
export interface Peer {
  readonly transport: Transport
  /** Leads to the peer, which chooses the first of the subprotocols. */
  readonly request: DialRequest
  /** The messages that the peer received, text as strings. */
  readonly received: ReadonlyArray<string | Uint8Array>
  /** The close codes and reasons that the peer received. */
  readonly closed: ReadonlyArray<readonly [code: number, reason: string]>
  stop(): Promise<void>
}

/** A request without secrets, for messages of up to 16 MiB. */
export function requestFor(url: string): DialRequest {
  return { url, protocols: [], headers: {}, tls: {}, maxMessageSize: 1 << 24 }
}

/** A peer whose acts were played by `peer-server.ts`, which keeps `records`. */
export function recordedPeer(
  transport: Transport,
  request: DialRequest,
  records: ReadonlyArray<PeerRecord>,
  stop: () => Promise<void>,
): Peer {
  return {
    transport,
    request,
    get received() {
      return records.flatMap((record) => (record._tag === 'Message' ? [record.data] : []))
    },
    get closed() {
      return records.flatMap((record) => (record._tag === 'Closed' ? [[record.code, record.reason] as const] : []))
    },
    stop,
  }
}

export interface Harness {
  start(acts: ReadonlyArray<Act>): Promise<Peer>
}

/** The abilities of a transport. The contract skips the specs of those that it lacks. */
export interface Capabilities {
  /** Dials. Otherwise its peer has dialed, and the opening handshake is over. */
  readonly dials: boolean
  readonly ping: boolean
  readonly pause: boolean
  /** Reports the HTTP status of a refusal. */
  readonly status: boolean
  /** Recognizes an address that can never be dialed. */
  readonly unaddressable: boolean
  /** Can send each close code of RFC 6455; otherwise 4000 + (code - 1000) stands for it. */
  readonly closeCodes: boolean
  /** Answers a message when it was written, not when it was accepted. */
  readonly writes: boolean
  /** Reports the peer's close frame as it comes. */
  readonly closing: boolean
}

/** A socket, and every call of its listener in order. */
export interface Dialed {
  readonly socket: Socket
  readonly calls: string[]
  readonly messages: (string | Uint8Array)[]
  readonly ends: SocketEnd[]
  /** The peer's close frames, with the number of ends that had been reported before each. */
  readonly closings: (readonly [code: number, reason: string, endsBefore: number])[]
}

/** Waits until something holds; mocha's timeout is the limit. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1))
}

/** Dials, and records every call of the listener. */
export function dial(
  { transport, request }: Pick<Peer, 'transport' | 'request'>,
  onOpen: (socket: Socket) => void = () => undefined,
): Dialed {
  const calls: string[] = []
  const messages: (string | Uint8Array)[] = []
  const ends: SocketEnd[] = []
  const closings: Dialed['closings'] = []
  const socket: Socket = transport(request, {
    opened: ({ protocol, extensions }) => {
      calls.push(`opened '${protocol}' '${extensions}'`)
      onOpen(socket)
    },
    received: (data, isBinary) => {
      calls.push('received')
      messages.push(isBinary || typeof data === 'string' ? data : (socket.toText?.(data) ?? 'not text'))
    },
    ponged: () => calls.push('ponged'),
    closing: (code, reason) => closings.push([code, reason, ends.length]),
    ended: (end) => {
      calls.push('ended')
      ends.push(end)
    },
  })
  return { socket, calls, messages, ends, closings }
}

/** Starts the peers of a part of the contract. */
export interface Stage {
  start(...acts: Act[]): Promise<Peer>
  /** Starts a peer that opens, and dials it. */
  open(...acts: Act[]): Promise<Dialed & { readonly peer: Peer }>
}

export const ended = ({ ends }: Dialed): Promise<void> => until(() => ends.length > 0)

/** Waits some turns of the event loop, in which nothing more must come. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))
