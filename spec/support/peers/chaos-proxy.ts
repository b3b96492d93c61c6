import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A proxy between a client and a server. */
export interface ChaosProxy {
  readonly port: number
  stop(): Promise<void>
}

/** Numbers in [0, 1), the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Bytes of the small pieces. */
const small = 9

/** Bytes of the large pieces. */
const large = 40_000

/** Passes bytes on in pieces of random length, one a turn: it splits chunks, and merges those that wait. */
function disturb(from: Socket, to: Socket, random: () => number): void {
  let waiting: Buffer[] = []
  let isBusy = false
  const pass = (): void => {
    const bytes = Buffer.concat(waiting)
    const size = Math.ceil(random() * (random() < 0.5 ? small : large))
    waiting = bytes.length > size ? [bytes.subarray(size)] : []
    if (bytes.length > 0) to.write(bytes.subarray(0, size))
    isBusy = waiting.length > 0
    if (isBusy) setImmediate(pass)
  }
  from.on('data', (chunk) => {
    waiting.push(chunk)
    if (isBusy) return
    isBusy = true
    setImmediate(pass)
  })
  from.on('close', () => to.destroy())
  from.on('error', () => undefined)
}

/** Starts a proxy to a port of 127.0.0.1. */
export async function chaosProxy(port: number, seed: number): Promise<ChaosProxy> {
  const random = seededRandom(seed)
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true })
    sockets.add(client).add(upstream)
    disturb(client, upstream, random)
    disturb(upstream, client, random)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => {
          resolve()
        })
      }),
  }
}
