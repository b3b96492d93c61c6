/**
 * Serves the files of a folder and echoes every WebSocket message. A process of its own, since bundlers keep the one
 * that runs them busy for seconds.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { WebSocketServer } from 'ws'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

function serve(folder: string): void {
  const server = createServer((request, response) => {
    const path = folder + new URL(request.url ?? '/', 'http://host/').pathname.slice(1)
    const type = types[extname(path)]
    if (type === undefined || !existsSync(path)) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(readFileSync(path))
  })
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (data, isBinary) => {
      socket.send(data, { binary: isBinary })
    })
  })
  server.listen(0, '127.0.0.1', () => {
    process.send?.(`127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  process.on('disconnect', () => process.exit())
}

/** @returns its address, `127.0.0.1:8080`, and the process, which ends when it is disconnected */
export async function startServer(folder: string): Promise<{ readonly host: string; readonly server: ChildProcess }> {
  const server = fork(fileURLToPath(import.meta.url), [folder])
  const host = await new Promise<string>((resolve) => server.once('message', resolve))
  return { host, server }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve(process.argv[2] ?? '')
