import type { Traffic } from '../../../lib/transport/traffic.ts'
import type {
  DialRequest,
  Socket,
  SocketEnd,
  SocketListener,
  Transport,
  WriteDone,
} from '../../../lib/transport/transport.ts'

type Data = string | Uint8Array
/** Actions that a fake peer takes by itself, within the call that asks for them. It leaves all others to the spec. */
export interface PeerBehaviour {
  /** Answers the opening handshake within the call of the transport. Default: no. */
  readonly opens?: boolean
  /** The number of dials that it refuses with 503. Default: none. */
  readonly refuses?: number
  /** Answers every write within the call of `send`. Default: yes. */
  readonly writes?: boolean
  /** Answers the closing handshake within the call of `close`. Default: yes. */
  readonly closes?: boolean
  /** Answers a ping within the call of `ping`. Default: yes. */
  readonly pongs?: boolean
  /** The traffic of its sockets. Default: unknown. */
  readonly traffic?: () => Traffic
  /** Called with each message within the call of `send`. */
  readonly replies?: (data: Data, socket: FakeSocket) => void
}

/** A socket that a spec controls. */
export class FakeSocket implements Socket {
  readonly request: DialRequest
  readonly listener: SocketListener
  readonly behaviour: PeerBehaviour
  /** The messages that the connection sent, text as strings. */
  readonly sent: Data[] = []
  /** The codes and reasons with which the connection called `close`. */
  readonly closes: Array<readonly [code: number, reason: string]> = []
  pings = 0
  /** The calls of `pause` and `resume`, in order. */
  readonly readings: Array<'pause' | 'resume'> = []
  isTerminated = false
  isOver = false
  readonly bufferedAmount = 0
  declare readonly traffic?: () => Traffic
  readonly #unanswered: WriteDone[] = []

  constructor(request: DialRequest, listener: SocketListener, behaviour: PeerBehaviour) {
    this.request = request
    this.listener = listener
    this.behaviour = behaviour
    if (behaviour.traffic !== undefined) this.traffic = behaviour.traffic
  }

  send(data: Data, isBinary: boolean, done: WriteDone): void {
    if (this.isOver) return
    this.sent.push(isBinary || typeof data === 'string' ? data : new TextDecoder().decode(data))
    this.#unanswered.push(done)
    this.behaviour.replies?.(data, this)
    if (this.behaviour.writes !== false) this.answer()
  }

  close(code = 1005, reason = ''): void {
    this.closes.push([code, reason])
    if (this.behaviour.closes !== false) this.end({ _tag: 'Closed', code, reason, wasClean: true })
  }

  terminate(): void {
    this.isTerminated = true
    this.end({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
  }

  ping(): void {
    this.pings++
    if (this.behaviour.pongs !== false) this.listener.ponged()
  }

  pause(): void {
    this.readings.push('pause')
  }

  resume(): void {
    this.readings.push('resume')
  }

  // Commands of the spec follow.

  open(protocol = ''): void {
    this.listener.opened({ protocol, extensions: '' })
  }

  say(...messages: Data[]): void {
    for (const data of messages) this.listener.received(data, typeof data !== 'string')
  }

  /** Answers `count` writes, oldest first. */
  answer(count = Infinity): void {
    for (let left = count; left > 0 && !this.isOver; left--) {
      const done = this.#unanswered.shift()
      if (done === undefined) return
      done()
    }
  }

  /** Removes and returns the callback of the oldest write, so that a spec can call it at a wrong time. */
  takeDone(): WriteDone {
    return this.#unanswered.shift() ?? (() => undefined)
  }

  end(end: SocketEnd): void {
    if (this.isOver) return
    this.isOver = true
    this.listener.ended(end)
  }

  lose(code = 1006, reason = ''): void {
    this.end({ _tag: 'Closed', code, reason, wasClean: code !== 1006 })
  }

  refuse(status?: number): void {
    this.end(status === undefined ? { _tag: 'Refused' } : { _tag: 'Refused', status })
  }
}

/** A transport that a spec controls. */
export interface FakePeer {
  readonly transport: Transport
  /** Every socket that was dialed. */
  readonly sockets: FakeSocket[]
  /** The socket dialed last. */
  readonly last: FakeSocket
}

/** Makes a transport whose peer does everything by itself but open, unless `behaviour` says otherwise. */
export function fakePeer(behaviour: PeerBehaviour = {}): FakePeer {
  const sockets: FakeSocket[] = []
  return {
    sockets,
    get last() {
      const last = sockets.at(-1)
      if (last === undefined) throw new Error('Nothing was dialed.')
      return last
    },
    transport: (request, listener) => {
      const socket = new FakeSocket(request, listener, behaviour)
      sockets.push(socket)
      if (sockets.length <= (behaviour.refuses ?? 0)) socket.refuse(503)
      else if (behaviour.opens === true) socket.open()
      return socket
    },
  }
}
