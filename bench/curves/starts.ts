import { clientStart$, clientStop$, type Connection, defineConnection } from 'pulsewire'

import { cpuOf, type Curve, sizesTo } from './curve.ts'
import { inProcessPeer } from './peer.ts'
import { connected } from './subscribers.ts'

/** Starts and stops a connection so many times. */
async function startAndStop(connection: Connection<string, string>, size: number): Promise<number> {
  return cpuOf(() => {
    for (let i = 0; i < size; i++) {
      clientStart$(connection).subscribe()
      clientStop$(connection).subscribe()
    }
    if (connection.state._tag !== 'Closed') throw new Error(`it is ${connection.state._tag}`)
  })
}

/** The same with a heartbeat, so that a timer is set and cleared each time. */
async function withHeartbeat(size: number): Promise<number> {
  const { transport } = inProcessPeer(true)
  const heartbeat = { passive: true, timeout: 60_000 } as const
  return startAndStop(defineConnection({ url: 'ws://peer/', transport, heartbeat }), size)
}

/** Defines so many connections and starts them, then stops all. */
async function ofTheirOwn(size: number): Promise<number> {
  return cpuOf(() => {
    const all = Array.from({ length: size }, () => connected().connection)
    for (const connection of all) clientStart$(connection).subscribe()
    for (const connection of all) clientStop$(connection).subscribe()
  })
}

export const starts: Curve = {
  name: 'starts',
  title: 'Many starts and stops',
  things: 'starts and stops',
  cost: 'CPU',
  unit: 'µs',
  sizes: sizesTo(10_000),
  repeats: 4,
  lines: [
    { name: 'one connection', cost: (size) => startAndStop(connected().connection, size) },
    { name: 'one connection with a heartbeat', cost: withHeartbeat },
    { name: 'a connection each, all at a time', cost: ofTheirOwn },
  ],
}
