import type { Socket as TcpSocket } from 'node:net'

/** The sockets that hold back what is written to them, until the end of the tick. */
const corked: TcpSocket[] = []

const resolved = Promise.resolve()

/** Every so many ticks the event loop gets its turn first: `for (;;) await send()` would otherwise never let it. */
const ticksPerTurn = 64
let ticks = 0

/** Whether a socket got more than one message in this tick. */
let isBurst = false

function uncorkAll(): void {
  isBurst = false
  for (const tcp of corked) tcp.uncork()
  corked.length = 0
}

function uncorkNextTick(): void {
  process.nextTick(uncorkAll)
}

function endTick(): void {
  // A microtask comes behind those already queued, and what it gives to `nextTick` when all of them have run.
  if (isBurst) void resolved.then(uncorkNextTick)
  else uncorkAll()
}

/**
 * Holds back what is written to `tcp` until the end of the tick, so that it leaves in one write. A burst is held until
 * no promise continuation is left to run either; a lone message does not pay for that.
 */
export function corkForTick(tcp: TcpSocket): void {
  if (tcp.writableCorked > 0) {
    isBurst = true
    return
  }
  tcp.cork()
  if (corked.push(tcp) > 1) return
  ticks = (ticks + 1) % ticksPerTurn
  if (ticks === 0) setImmediate(uncorkAll)
  else process.nextTick(endTick)
}
