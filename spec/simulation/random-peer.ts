import type { Clock, Transport } from '../../lib/index.ts'
import { ScriptedSocket } from '../../lib/testing/peer/scripted-socket.ts'
import type { Judge } from './judge.ts'
import type { Script } from './plan.ts'

/** The message of a heartbeat, and the answer of the peer. */
export const ping = 'ping'
export const pong = 'pong'

/** A peer that plays a script in each dial, and answers heartbeat messages. */
export function randomPeer(
  scripts: ReadonlyArray<Script>,
  clock: Clock,
  judge: Judge,
  isHeld: () => boolean,
): Transport {
  let dialed = 0
  return (request, listener) => {
    const script = scripts[Math.min(dialed++, scripts.length - 1)] ?? []
    let isOver = false
    const answer = (): void => {
      if (!isOver) listener.received(pong, false)
    }
    const socket = new ScriptedSocket(
      request,
      {
        opened: (handshake) => listener.opened(handshake),
        received: (data, isBinary) => listener.received(data, isBinary),
        ponged: () => listener.ponged(),
        ended: (end) => {
          isOver = true
          listener.ended(end)
        },
      },
      {
        sent: (data) => {
          if (data === ping) clock.after(1, answer)
        },
        closed: () => undefined,
      },
      clock,
    )
    socket.play(script)
    return {
      send: (data, isBinary, done) => socket.send(data, isBinary, done),
      close: (code, reason) => socket.close(code, reason),
      terminate: () => socket.terminate(),
      get bufferedAmount() {
        return socket.bufferedAmount
      },
      ping: () => socket.ping(),
      pause: () => {
        // The connection did not ask for it: the network reads slowly.
        if (!isHeld()) judge.faults++
        socket.pause()
      },
      resume: () => socket.resume(),
    }
  }
}
