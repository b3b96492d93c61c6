import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

/** One port before several servers, as a load balancer of TCP has it. */
export interface Balancer {
  readonly url: string
  /** The server that the latest connection went to. */
  readonly current: () => number
  readonly close: () => void
}

/** @param pick - chooses one of the ports for each connection; `undefined`: none listens */
export async function balance(pick: () => number | undefined): Promise<Balancer> {
  let current = 0
  const server = createServer((incoming) => {
    const port = pick()
    if (port === undefined) {
      incoming.destroy()
      return
    }
    current = port
    const outgoing = connect(port, '127.0.0.1')
    incoming.pipe(outgoing)
    outgoing.pipe(incoming)
    for (const socket of [incoming, outgoing]) {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        incoming.destroy()
        outgoing.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    current: () => current,
    close: () => server.close(),
  }
}
