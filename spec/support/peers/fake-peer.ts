import type { Clock } from '../../../lib/connection/timers/clock.ts'
import type {
  DialRequest,
  Socket,
  SocketEnd,
  SocketListener,
  Transport,
  WriteDone,
} from '../../../lib/transport/transport.ts'

type Data = string | Uint8Array
/** What a controlled peer does of itself, in the very turn in which it is asked; else it waits for a command. */
export interface PeerBehaviour {
  /** Answers the opening handshake while it is still being dialed. */
  readonly opens?: boolean
  /** Answers every write while it is still being made. */
  readonly writes?: boolean
  /** Answers the closing handshake at once. */
  readonly closes?: boolean
  /** Answers pings at once. */
  readonly pongs?: boolean
  /** What it says to a message, while that is still being sent. */
  readonly replies?: (data: Data, socket: FakeSocket) => void
}

/** A socket in the hands of a spec. */
export class FakeSocket implements Socket {
  readonly request: DialRequest
  readonly listener: SocketListener
  readonly behaviour: PeerBehaviour
  /** What we sent: text as strings. */
  readonly sent: Data[] = []
  /** The closes that we asked for. */
  readonly closes: Array<readonly [code: number, reason: string]> = []
  pings = 0
  /** `pause` and `resume`, as they came. */
  readonly readings: Array<'pause' | 'resume'> = []
  isTerminated = false
  isOver = false
  readonly bufferedAmount = 0
  readonly #unanswered: WriteDone[] = []

  constructor(request: DialRequest, listener: SocketListener, behaviour: PeerBehaviour) {
    this.request = request
    this.listener = listener
    this.behaviour = behaviour
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

  // What follows are the spec's commands.

  open(protocol = ''): void {
    this.listener.opened({ protocol, extensions: '' })
  }

  say(...messages: Data[]): void {
    for (const data of messages) this.listener.received(data, typeof data !== 'string')
  }

  /** Answers so many writes, oldest first. */
  answer(count = Infinity): void {
    for (let left = count; left > 0 && !this.isOver; left--) {
      const done = this.#unanswered.shift()
      if (done === undefined) return
      done()
    }
  }

  /** Hands the oldest write's callback over: for an answer at an unseemly time. */
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

/** A transport in the hands of a spec. */
export interface FakePeer {
  readonly transport: Transport
  /** Every socket that was dialed. */
  readonly sockets: FakeSocket[]
  /** The socket dialed last. */
  readonly last: FakeSocket
}

/** Makes a transport that does everything at once or on command: by default everything but opening at once. */
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
      if (behaviour.opens === true) socket.open()
      return socket
    },
  }
}

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Lets time pass, and what is due happen in order. */
  readonly pass: (ms: number) => void
  /** Steps the time of day, as a correction of the system's clock does: what is due comes no sooner and no later. */
  readonly step: (ms: number) => void
  /** How many timers there are. */
  readonly pending: () => number
}

export function manualClock(): ManualClock {
  let elapsed = 0
  let offset = 1_000_000
  const timers: Array<{ readonly due: number; readonly f: () => void }> = []
  return {
    now: () => elapsed + offset,
    after: (ms, f) => {
      const timer = { due: elapsed + ms, f }
      timers.push(timer)
      return () => {
        const at = timers.indexOf(timer)
        if (at >= 0) timers.splice(at, 1)
      }
    },
    pass: (ms) => {
      const until = elapsed + ms
      for (;;) {
        const next = timers.reduce<(typeof timers)[number] | undefined>(
          (first, timer) => (timer.due <= until && (first === undefined || timer.due < first.due) ? timer : first),
          undefined,
        )
        if (next === undefined) break
        timers.splice(timers.indexOf(next), 1)
        elapsed = Math.max(elapsed, next.due)
        next.f()
      }
      elapsed = until
    },
    step: (ms) => {
      offset += ms
    },
    pending: () => timers.length,
  }
}
