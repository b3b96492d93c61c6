/**
 * `npm run lab -- soak`: drops connections that reconnect, 100 000 times in all, and measures what stays allocated. The
 * server runs in a process of its own; the heap is read after a full collection. `--reconnects N` sets the number.
 */
import { fork } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { clientStart$, clientStop$, type Connection, defineConnection, receive$, start$ } from 'pulsewire'
import { lastValueFrom } from 'rxjs'
import { WebSocketServer } from 'ws'

const parallel = 40
/** Every tenth close is clean. The others are resets, which leave no socket in TIME_WAIT. */
const politeEvery = 10
const growthLimit = 2 * 1_024 * 1_024

function serve(): void {
  let accepted = 0
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 }, () => {
    process.send?.((server.address() as AddressInfo).port)
  })
  server.on('connection', (socket, { socket: tcp }) => {
    socket.on('error', () => undefined)
    socket.send('hello', () => {
      if (++accepted % politeEvery === 0) socket.close(1012, 'restart')
      else tcp.resetAndDestroy()
    })
  })
  process.on('disconnect', () => process.exit())
}

/** Bytes in use after full collections. */
async function usedHeap(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setImmediate(resolve))
    globalThis.gc?.()
  }
  return process.memoryUsage().heapUsed
}

function countListeners(): number {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
}

async function soak(port: number, reconnects: number): Promise<boolean> {
  let opened = 0
  let received = 0
  const connections = Array.from({ length: parallel }, (_, i): Connection<string, string> =>
    defineConnection({
      name: `soak ${i}`,
      url: `ws://127.0.0.1:${port}/`,
      retry: { initialDelay: 1, maxDelay: 1, jitter: 'none' },
    }),
  )
  const reached = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setInterval(() => {
        if (opened < count) return
        clearInterval(timer)
        resolve()
      }, 5)
    })

  const fail = (error: unknown): void => console.error(error)
  for (const connection of connections) connection.pipe(start$()).subscribe({ next: () => opened++, error: fail })
  for (const connection of connections) {
    clientStart$(connection)
      .pipe(receive$())
      .subscribe({ next: () => received++, error: fail })
  }

  const steps = 10
  const heaps: number[] = []
  const before = countListeners()
  for (let step = 1; step <= steps; step++) {
    await reached((reconnects / steps) * step)
    heaps.push(await usedHeap())
    console.log(`${opened} opened, ${received} received, heap ${((heaps.at(-1) ?? 0) / 1_048_576).toFixed(2)} MiB`)
  }
  const after = countListeners()
  await Promise.all(
    connections.map((connection) => lastValueFrom(clientStop$(connection), { defaultValue: undefined })),
  )

  // The first step warms up: code is compiled, caches fill.
  const [, second = 0] = heaps
  const growth = (heaps.at(-1) ?? 0) - second
  const slope = growth / (steps - 2) / (reconnects / steps)
  console.log(`heap growth ${(growth / 1_024).toFixed(0)} KiB, ${slope.toFixed(2)} bytes a reconnect`)
  console.log(`listeners of the process: ${before} before, ${after} after`)
  console.log(`left at rest: ${process.getActiveResourcesInfo().join(', ')}`)
  return growth < growthLimit && after === before
}

if (process.send !== undefined) serve()
else {
  const { values } = parseArgs({ options: { reconnects: { type: 'string', default: '100000' } } })
  const server = fork(fileURLToPath(import.meta.url))
  const port = await new Promise<number>((resolve) => server.once('message', resolve))
  const began = performance.now()
  const passed = await soak(port, Number(values.reconnects))
  console.log(`${((performance.now() - began) / 1_000).toFixed(1)} s; ${passed ? 'passed' : 'FAILED'}`)
  server.disconnect()
  process.exitCode = passed ? 0 : 1
}
