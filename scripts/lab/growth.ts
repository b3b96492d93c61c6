/**
 * `npm run lab -- growth`: a peer in another process sends 200,000 messages of 1 KiB as fast as it can, and a `for await` loop
 * takes a millisecond for each. Says how much memory grew at most, and fails above 16 MiB. Takes about four minutes;
 * `npm run lab -- growth --count 20000` is shorter. `--greedy` keeps what comes instead, to see that the measure works.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { defineConnection, receive$ } from 'pulsewire'
import { iterate } from 'pulsewire/iterable'
import { WebSocketServer } from 'ws'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    greedy: { type: 'boolean', default: false },
    peer: { type: 'boolean', default: false },
  },
})
const count = Number(values.count)
const limit = 16 * 1_024 * 1_024

/** Sends as fast as the network takes it, and holds little itself. */
async function bePeer(): Promise<void> {
  const message = Buffer.alloc(1_024, 'x')
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (socket) => {
    let left = count
    const write = (): void => {
      while (left > 0 && socket.bufferedAmount < 1_024 * 1_024) {
        left -= 1
        socket.send(message, { binary: false })
      }
      if (left > 0) setTimeout(write, 1)
    }
    write()
  })
  await once(server, 'listening')
  process.send?.((server.address() as AddressInfo).port)
}

/** Bytes that are alive, and those that the process has. */
function memory(): { readonly live: number; readonly resident: number } {
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { live: heapUsed + external, resident: rss }
}

async function measure(port: number): Promise<void> {
  const chat = defineConnection({ url: `ws://127.0.0.1:${port}/` })
  const kept: string[] = []
  if (values.greedy) chat.pipe(receive$()).subscribe({ next: (message) => kept.push(message), error: console.error })
  let seen = 0
  let most = { live: 0, resident: 0 }
  let before = memory()
  const start = performance.now()
  for await (const message of iterate(chat)) {
    if (message.length !== 1_024) throw new Error('not the message that was sent')
    seen += 1
    // The first 1,000 messages warm up: code is compiled, and buffers stay allocated.
    if (seen === 1_000) before = memory()
    if (seen % 500 === 0 && seen > 1_000) {
      const { live, resident } = memory()
      most = {
        live: Math.max(most.live, live - before.live),
        resident: Math.max(most.resident, resident - before.resident),
      }
    }
    if (seen === count) break
    await sleep(1)
  }
  const mebibytes = (bytes: number): string => `${(bytes / 1_024 / 1_024).toFixed(1)} MiB`
  console.log(
    `${seen} x 1 KiB in ${((performance.now() - start) / 1_000).toFixed(0)} s:`,
    `live memory grew by ${mebibytes(most.live)} at most, resident by ${mebibytes(most.resident)}`,
  )
  process.exitCode = most.live > limit ? 1 : 0
}

if (values.peer) await bePeer()
else {
  const peer = fork(fileURLToPath(import.meta.url), ['--peer', '--count', String(count)])
  const [port] = (await once(peer, 'message')) as [number]
  await measure(port)
  peer.kill()
}
