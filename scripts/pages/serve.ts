import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { build } from 'esbuild'
import { type WebSocket, WebSocketServer } from 'ws'

import { root } from '../verify/entry-points.ts'

/** A server of pages and sockets on this machine. */
export interface PageServer {
  readonly url: string
  close(): void
}

/** Bundles a page's script from the source. */
export async function bundle(path: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [root + path],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['pulsewire:source', 'production'],
    logLevel: 'warning',
  })
  return outputFiles[0]?.text ?? ''
}

/**
 * Serves files and sockets on 127.0.0.1.
 *
 * @param files - type and content by path
 * @param accept - gets each socket and its path
 */
export async function serve(
  files: Readonly<Record<string, readonly [type: string, content: string]>>,
  accept: (socket: WebSocket, path: string) => void,
): Promise<PageServer> {
  const server = createServer((request, response) => {
    const [type, content] = files[(request.url ?? '').replace(/\?.*/, '')] ?? []
    response.writeHead(type === undefined ? 404 : 200, { 'content-type': `${type ?? 'text/plain'}; charset=utf-8` })
    response.end(content)
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, request) => accept(socket, request.url ?? ''))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      server.close()
    },
  }
}
