import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** The way of a client to its server: it can be cut, and it can fall silent. */
export interface Line {
  /** Host and port. */
  readonly address: string
  /** Kills every connection. */
  readonly cut: () => void
  /** Swallows everything that connections of now send, in both directions. New ones work. */
  readonly silence: () => void
  readonly connections: () => number
  readonly stop: () => Promise<void>
}

/** Forwards connections to a port of this machine. */
export async function startLine(port: number): Promise<Line> {
  /** Connections of the client, with those to the server. */
  const pairs = new Map<Socket, Socket>()
  const silent = new WeakSet<Socket>()
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    pairs.set(client, upstream)
    client.on('error', () => undefined)
    upstream.on('error', () => undefined)
    client.on('data', (data) => silent.has(client) || upstream.write(data))
    upstream.on('data', (data) => silent.has(client) || client.write(data))
    client.on('close', () => {
      upstream.destroy()
      pairs.delete(client)
    })
    upstream.on('close', () => silent.has(client) || client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => {
    for (const client of pairs.keys()) client.destroy()
  }
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    silence: () => {
      for (const client of pairs.keys()) silent.add(client)
    },
    connections: () => pairs.size,
    stop: () => {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
