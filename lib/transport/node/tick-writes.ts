import type { Socket as TcpSocket } from 'node:net'

/** Sockets whose writes are held back until the end of the tick. */
const corked: TickWrites[] = []

const resolved = Promise.resolve()

/**
 * How many rounds of promise continuations a burst waits for, to be joined by what they write. A round is all
 * continuations that were queued by the one before. Without a limit, a chain of them that runs for a second would hold a
 * message back for a second.
 */
const maxRounds = 16
let roundsLeft = 0

/** Whether a socket got more than one message in this tick. */
let isBurst = false

function releaseAll(): void {
  isBurst = false
  for (const writes of corked) writes.release()
  corked.length = 0
}

function endTick(): void {
  if (!isBurst) releaseAll()
}

function endRound(): void {
  if (corked.length === 0) return
  roundsLeft -= 1
  if (roundsLeft > 0) void resolved.then(endRound)
  else releaseAll()
}

/**
 * Joins the messages of one tick in one write to the TCP socket. A burst is joined by the messages of the next promise
 * continuations too. After a tick with a single message, the next message is expected to be single as well and leaves at
 * once; messages that follow it in the same tick leave together.
 */
export class TickWrites {
  private readonly tcp: TcpSocket
  /** Messages held back in this tick, and one that left before them. 0: nothing is held. */
  private held: number = 0
  private lastTick: 'SingleMessage' | 'Burst' = 'Burst'

  constructor(tcp: TcpSocket) {
    this.tcp = tcp
  }

  /**
   * Announces that a message is about to be written.
   *
   * @param unanswered - number of unanswered writes. More than 0: another message was written in this tick, or the peer
   * is slow
   * @returns `true`: it leaves at once. `false`: it is held back until the end of the tick
   */
  begin(unanswered: number): boolean {
    if (this.held > 0 && this.tcp.writableCorked > 0) {
      this.held++
      isBurst = true
      return false
    }
    const isFirst = unanswered === 0
    if (!isFirst) isBurst = true
    else if (this.lastTick === 'SingleMessage') return true
    this.tcp.cork()
    // A ping or a close may have uncorked the socket before the end of the tick, which is still to come.
    const isWaiting = this.held > 0
    this.held += isFirst ? 1 : 2
    if (isWaiting || corked.push(this) > 1) return false
    roundsLeft = maxRounds
    process.nextTick(endTick)
    void resolved.then(endRound)
    return false
  }

  /** Ends the tick. */
  release(): void {
    this.lastTick = this.held > 1 ? 'Burst' : 'SingleMessage'
    this.held = 0
    this.tcp.uncork()
  }
}
