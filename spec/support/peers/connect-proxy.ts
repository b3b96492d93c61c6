import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket as TcpSocket } from 'node:net'

/** An HTTP proxy that tunnels by CONNECT. */
export interface ConnectProxy {
  readonly url: string
  /** The `host:port` of each tunnel. */
  readonly tunnels: ReadonlyArray<string>
  stop(): Promise<void>
}

/** Starts one. `refuses`: the status with which it answers every CONNECT. */
export async function connectProxy({ refuses }: { readonly refuses?: number } = {}): Promise<ConnectProxy> {
  const tunnels: string[] = []
  const sockets = new Set<{ destroy(): unknown }>()
  const server = createServer()
  server.on('connect', (request, client, head) => {
    const target = request.url ?? ''
    tunnels.push(target)
    sockets.add(client)
    client.on('error', () => undefined)
    if (refuses !== undefined) {
      client.end(`HTTP/1.1 ${refuses} No\r\n\r\n`)
      return
    }
    const { hostname, port } = new URL(`http://${target}`)
    const upstream: TcpSocket = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    sockets.add(upstream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
