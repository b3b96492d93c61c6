import type { Socket, SocketListener, Transport } from 'pulsewire'

/** A peer in this process, so that the library alone is measured: no network, no `ws`. */
export interface Peer {
  readonly transport: Transport
  /** Accepts the current dial. */
  readonly open: () => void
  readonly say: (message: string) => void
}

/** @param opens - whether it accepts each dial at once */
export function inProcessPeer(opens: boolean): Peer {
  let listener: SocketListener | undefined
  const open = (): void => listener?.opened({ protocol: '', extensions: '' })
  const transport: Transport = (_, given) => {
    listener = given
    const end = (code = 1005, reason = ''): void => {
      if (listener !== given) return
      listener = undefined
      given.ended({ _tag: 'Closed', code, reason, wasClean: true })
    }
    const socket: Socket = {
      bufferedAmount: 0,
      send: (_data, _isBinary, done) => done(),
      close: end,
      terminate: () => end(1006),
    }
    if (opens) open()
    return socket
  }
  return { transport, open, say: (message) => listener?.received(message, false) }
}
