/** A socket whose messages leave together at the end of the tick. */
interface Holder {
  /** Writes everything that is held. */
  flush(): void
}

/** Sockets whose messages are held until the end of the tick. */
const holding: TickWrites[] = []

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
  for (const writes of holding) writes.release()
  holding.length = 0
}

function endTick(): void {
  if (!isBurst) releaseAll()
}

function endRound(): void {
  if (holding.length === 0) return
  roundsLeft -= 1
  if (roundsLeft > 0) void resolved.then(endRound)
  else releaseAll()
}

/**
 * Decides which messages are held, so that those of one tick leave in one write. A burst is joined by the messages of the
 * next promise continuations too. After a tick with a single message, the next message is expected to be single as well
 * and leaves at once; messages that follow it in the same tick leave together (decision 13).
 */
export class TickWrites {
  private readonly holder: Holder
  /** Messages held back in this tick, and one that left before them. 0: nothing is held. */
  private held: number = 0
  private lastTick: 'SingleMessage' | 'Burst' = 'Burst'

  constructor(holder: Holder) {
    this.holder = holder
  }

  /**
   * Announces that a message is about to be written.
   *
   * @param unanswered - number of unanswered writes. More than 0: another message was written in this tick, or the peer
   * is slow
   * @returns `true`: it leaves at once. `false`: it is held until the end of the tick
   */
  begin(unanswered: number): boolean {
    if (this.held > 0) {
      this.held++
      isBurst = true
      return false
    }
    const isFirst = unanswered === 0
    if (!isFirst) isBurst = true
    else if (this.lastTick === 'SingleMessage') return true
    this.held = isFirst ? 1 : 2
    if (holding.push(this) > 1) return false
    roundsLeft = maxRounds
    process.nextTick(endTick)
    void resolved.then(endRound)
    return false
  }

  /** Ends the tick. */
  release(): void {
    this.lastTick = this.held > 1 ? 'Burst' : 'SingleMessage'
    this.held = 0
    this.holder.flush()
  }
}
