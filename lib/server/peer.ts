import { Connection } from '../connection/connection.ts'
import type { ResolvedOptions } from '../connection/options/resolve-options.ts'
import { clientStop$ } from '../operators/client-stop.ts'
import type { AcceptedSocket } from '../transport/accepting.ts'
import { closedSocket } from '../transport/closed-socket.ts'
import type { Socket, SocketListener, Transport } from '../transport/transport.ts'
import { GreetingGate } from './greeting-gate.ts'

/** A connection at rest is not started: its peer waited in vain. */
const tryAgainLater = { code: 1013, reason: 'not started in time' }

const goingAway = { code: 1001, reason: 'shutting down' }

/** The fields of an accepted connection that no other one has. */
interface Identity {
  readonly name: string
  readonly url: string
}

/** One network connection of a peer, from its opening handshake to its end. */
export class Peer<In, Out> {
  /** Ends the present wait: for the decision about the peer, or for the start of its connection. */
  cancelWait: () => void = ignore
  /** Refuses the peer, while it waits for the decision about it. */
  refuse: (() => void) | undefined
  /** The socket, until the start of the connection. */
  #unclaimed: AcceptedSocket | undefined
  #connection: Connection<In, Out> | undefined

  /** Whether nobody has started the connection. */
  get isUnclaimed(): boolean {
    return this.#unclaimed !== undefined
  }

  /** The decision has come. */
  decided(): void {
    const { cancelWait } = this
    this.cancelWait = ignore
    this.refuse = undefined
    cancelWait()
  }

  /** Makes the connection of a socket that exists: its first dial takes that socket, and any other one fails. */
  connect(
    accepted: AcceptedSocket,
    { name, url }: Identity,
    options: ResolvedOptions<In, Out>,
    maxGreetingSize: number,
  ): Connection<In, Out> {
    const { greet, transport: platform } = options
    const gate = greet === undefined ? undefined : new GreetingGate(greet, maxGreetingSize)
    const adopt = (_: unknown, listener: SocketListener): Socket => this.#adopt(listener, gate)
    const transport: Transport =
      platform.toBytes === undefined ? adopt : Object.assign(adopt, { toBytes: platform.toBytes })
    this.#unclaimed = accepted
    // Inherits the options: a copy of all of them for each peer would be a tenth of what a connection takes.
    const own = Object.create(options) as ResolvedOptions<In, Out>
    this.#connection = new Connection(
      Object.assign(own, { name, url, transport, greet: gate?.greet, isAccepted: true as const }),
    )
    return this.#connection
  }

  #adopt(listener: SocketListener, gate: GreetingGate<In, Out> | undefined): Socket {
    const accepted = this.#unclaimed
    this.#unclaimed = undefined
    this.cancelWait()
    if (accepted === undefined) {
      const problem = 'this connection was accepted, and has ended; only its peer can connect again'
      listener.ended({ _tag: 'Unaddressable', problem })
      return closedSocket
    }
    const socket = accepted.adopt(listener)
    gate?.close(accepted, socket)
    return socket
  }

  /** Closes a connection that nobody has started. */
  turnAway(): void {
    this.#unclaimed?.turnAway(tryAgainLater)
    this.#unclaimed = undefined
  }

  /** Ends the peer in whatever phase it is; its network connection follows. */
  shutDown(): void {
    if (this.refuse === undefined) this.cancelWait()
    else this.refuse()
    this.#unclaimed?.turnAway(goingAway)
    this.#unclaimed = undefined
    // The lifecycle of a connection never errors, and RFC 6455 allows the code.
    if (this.#connection !== undefined) clientStop$(this.#connection, goingAway).subscribe({ error: ignore })
  }
}

function ignore(): void {
  // There is nothing to end.
}
