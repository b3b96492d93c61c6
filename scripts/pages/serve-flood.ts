import type { WebSocket } from 'ws'

import { bundle, type PageServer, serve } from './serve.ts'

const html = '<!doctype html><meta charset="utf-8"><title>flood</title><script type="module" src="/flood.js"></script>'

/** Serves the page that receives a flood. @param rate - messages a second */
export async function serveFlood(rate: number): Promise<PageServer> {
  const script = await bundle('scripts/pages/flood.ts')
  const files = { '/': ['text/html', html], '/flood.js': ['text/javascript', script] } as const
  return serve(files, (socket) => flood(socket, rate))
}

/** Sends messages evenly, in steps of 4 ms. */
function flood(socket: WebSocket, rate: number): void {
  const text = JSON.stringify({ symbol: 'ACME', price: 101.25, size: 300, venue: 'X' })
  const begin = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const due = ((performance.now() - begin) / 1_000) * rate
    for (; sent < due; sent++) socket.send(text)
  }, 4)
  socket.on('close', () => clearInterval(timer))
}
