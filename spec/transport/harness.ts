import type { DialRequest, Socket, SocketEnd, Transport } from '../../lib/transport/transport.ts'

/** What a peer does, in order, from the dial on. */
export type Act =
  | { readonly _tag: 'Opens' }
  | { readonly _tag: 'Says'; readonly data: string | Uint8Array }
  | { readonly _tag: 'Closes'; readonly code: number; readonly reason: string }
  /** Gone without a closing handshake; before `Opens`: without an answer. */
  | { readonly _tag: 'Loses' }
  | { readonly _tag: 'Refuses'; readonly status: number; readonly retryAfter: number }
  /** Reads and answers nothing any more. */
  | { readonly _tag: 'Stalls' }

export const opens: Act = { _tag: 'Opens' }
export const stalls: Act = { _tag: 'Stalls' }
export const loses: Act = { _tag: 'Loses' }
export const says = (data: string | Uint8Array): Act => ({ _tag: 'Says', data })
export const closes = (code: number, reason: string): Act => ({ _tag: 'Closes', code, reason })

/** A peer that plays its acts to whoever dials. */
export interface Peer {
  readonly transport: Transport
  /** What leads to the peer. It chooses the first of the subprotocols. */
  readonly request: DialRequest
  /** The messages that came, text as strings. */
  readonly heard: ReadonlyArray<string | Uint8Array>
  /** The close codes and reasons that came. */
  readonly closed: ReadonlyArray<readonly [code: number, reason: string]>
  stop(): Promise<void>
}

export interface Harness {
  start(acts: ReadonlyArray<Act>): Promise<Peer>
}

/** What the transport can do; what it cannot is not tested. */
export interface Capabilities {
  readonly ping: boolean
  readonly pause: boolean
  /** Tells the HTTP status of a refusal. */
  readonly status: boolean
  /** Can tell an address that can never be dialed. */
  readonly unaddressable: boolean
  /** Can send each close code of RFC 6455; otherwise 4000 + (code - 1000) stands for it. */
  readonly closeCodes: boolean
  /** Answers a message when it was written, and not when it was accepted. */
  readonly writes: boolean
  /** Reports the peer's close frame as it comes. */
  readonly closing: boolean
}

/** Everything a listener was told, in order. */
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

/** Dials, and writes down what the listener is told. */
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

/** Where a part of the contract is played. */
export interface Stage {
  start(...acts: Act[]): Promise<Peer>
  /** Starts a peer that opens, and dials it. */
  open(...acts: Act[]): Promise<Dialed & { readonly peer: Peer }>
}

export const ended = ({ ends }: Dialed): Promise<void> => until(() => ends.length > 0)

/** Some turns of the event loop, for what must not come. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))
