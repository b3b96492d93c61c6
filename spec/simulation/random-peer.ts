import type { Clock, Transport } from '../../lib/index.ts'
import { ScriptedSocket } from '../../lib/testing/peer/scripted-socket.ts'
import { slow } from './draw-script.ts'
import type { Judge } from './judge.ts'
import type { Script } from './plan.ts'
import { asText } from './witness.ts'

/** Beginnings of a heartbeat's message, and of the answer of the peer. */
export const ping = 'ping'
export const pong = 'pong'

/** Milliseconds between the bytes of a slow message. */
const trickle = 4

/** A peer that plays a script in each dial, and answers heartbeat messages. */
export function randomPeer(
  scripts: ReadonlyArray<Script>,
  clock: Clock,
  judge: Judge,
  isHeld: () => boolean,
  trickled: () => void,
): Transport {
  let dialed = 0
  return (request, listener) => {
    const script = scripts[Math.min(dialed++, scripts.length - 1)] ?? []
    let isOver = false
    /** The acts that wait for the end of a message that is on its way: no pong stands inside one. */
    const late: Array<() => void> = []
    let isTrickling = false
    const behind = (act: () => void): void => {
      if (isTrickling) late.push(act)
      else if (!isOver) act()
    }
    const cancels = script
      .flatMap((step) => trickleTimes(step))
      .map((frame) =>
        clock.after(frame, () => {
          isTrickling = true
          if (!isHeld()) trickled()
        }),
      )
    const socket = new ScriptedSocket(
      request,
      {
        opened: (handshake) => listener.opened(handshake),
        received: (data, isBinary) => {
          listener.received(data, isBinary)
          isTrickling = false
          for (const act of late.splice(0)) if (!isOver) act()
        },
        ponged: () => listener.ponged(),
        ended: (end) => {
          isOver = true
          for (const cancel of cancels) cancel()
          listener.ended(end)
        },
      },
      {
        sent: (data) => {
          const text = asText(data)
          if (!text.startsWith(ping)) return
          clock.after(1, () => behind(() => listener.received(text.replace(ping, pong), false)))
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
      ping: () => behind(() => socket.ping()),
      pause: () => {
        // The connection did not ask for it: the network reads slowly.
        if (!isHeld()) judge.faults++
        socket.pause()
      },
      resume: () => socket.resume(),
    }
  }
}

/** The times at which bytes of a slow message arrive, from its beginning to its end. */
function trickleTimes({ frame, act }: Script[number]): ReadonlyArray<number> {
  if (act._tag !== 'Says') return []
  const [, duration] = slow.exec(asText(act.data)) ?? []
  if (duration === undefined) return []
  return Array.from(
    { length: Math.floor(Number(duration) / trickle) },
    (_, n) => frame - Number(duration) + n * trickle,
  )
}
