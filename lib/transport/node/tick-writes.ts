import type { Socket as TcpSocket } from 'node:net'

/** Those that hold back what is written, until the end of the tick. */
const holding: TickWrites[] = []

const resolved = Promise.resolve()

/** Every so many ticks the event loop gets its turn first: `for (;;) await send()` would otherwise never let it. */
const ticksPerTurn = 64
let ticks = 0
let isTurnDue = false

/** Whether a socket got more than one message in this tick. */
let isBurst = false

function releaseAll(): void {
  isBurst = false
  for (const writes of holding) writes.release()
  holding.length = 0
}

function releaseNextTick(): void {
  process.nextTick(releaseAll)
}

function endTick(): void {
  // A microtask comes behind those already queued, and what it gives to `nextTick` when all of them have run.
  if (isBurst) void resolved.then(releaseNextTick)
  else releaseAll()
}

/**
 * Lets what is written to a TCP socket in one tick leave in one write. A burst is held until no promise continuation is
 * left to run either. A message behind one that was alone in its tick is expected to be alone too and leaves at once;
 * where others follow in the same tick, those leave together.
 */
export class TickWrites {
  private readonly tcp: TcpSocket
  /** How many messages are held back in this tick, with one that left before them. None: nothing is held. */
  private held: number = 0
  private rhythm: 'Lone' | 'Bursts' = 'Bursts'

  constructor(tcp: TcpSocket) {
    this.tcp = tcp
  }

  /**
   * A message is about to be written.
   *
   * @param unanswered - how many that were written have not been answered: where there is one, it left in this tick, or
   * the peer is slow, and either way this message is not alone
   * @returns whether it leaves at once, and is not held back
   */
  begin(unanswered: number): boolean {
    if (this.held > 0 && this.tcp.writableCorked > 0) {
      this.held++
      isBurst = true
      return false
    }
    const isAlone = unanswered === 0
    if (isAlone) {
      ticks = (ticks + 1) % ticksPerTurn
      if (ticks === 0) isTurnDue = true
      if (this.rhythm === 'Lone' && !isTurnDue) return true
    } else isBurst = true
    this.tcp.cork()
    // Where a ping or a close has let go before the end of the tick, that end is still to come.
    const isHolding = this.held > 0
    this.held += isAlone ? 1 : 2
    if (isHolding || holding.push(this) > 1) return false
    if (isTurnDue) setImmediate(releaseAll)
    else process.nextTick(endTick)
    isTurnDue = false
    return false
  }

  /** The tick is over. */
  release(): void {
    this.rhythm = this.held > 1 ? 'Bursts' : 'Lone'
    this.held = 0
    this.tcp.uncork()
  }
}
