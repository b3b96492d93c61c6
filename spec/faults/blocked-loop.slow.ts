import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import { expect } from 'chai'
import { clientStart$, type Connection, defineConnection, error$, receive$, start$ } from 'pulsewire'
import { firstValueFrom } from 'rxjs'

import { acceptance, frame, rawPeer, started, stopPeers } from '../support/peers/raw-peer.ts'
import { watch } from '../support/watching.ts'

/** A server outside this event loop: it answers pings while this loop is blocked. */
const echo = `
  const { WebSocketServer } = require('ws')
  const { parentPort } = require('node:worker_threads')
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('listening', () => parentPort.postMessage(server.address().port))
`

const block = (ms: number): void => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

/** Keeps the event loop busy in blocks, with one round of the loop between them, for so many milliseconds. */
async function keepBusy(blocks: number, total: number, isOver: () => boolean = () => false): Promise<void> {
  const end = performance.now() + total
  while (performance.now() < end && !isOver()) {
    block(blocks)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

describe('a blocked event loop', function () {
  this.timeout(20_000)
  afterEach(stopPeers)

  const heartbeat = { interval: 200, timeout: 200 }
  const retry = { initialDelay: 60_000, jitter: 'none' } as const

  it('guarantee 7: drops no healthy peer, wherever the block begins and however long it is', async () => {
    const worker = new Worker(echo, { eval: true })
    const [port] = (await once(worker, 'message')) as [number]
    try {
      for (const ms of [250, 600]) {
        const chat = defineConnection({ url: `ws://127.0.0.1:${port}/`, heartbeat, retry })
        const errors = watch(chat.pipe(error$()))
        const lease = clientStart$(chat).subscribe()
        await firstValueFrom(chat.pipe(start$()))
        // Behind the timer of the heartbeat and of its length: the block begins right after the ping.
        await new Promise<void>((resolve) => {
          setTimeout(() => {
            block(ms)
            resolve()
          }, heartbeat.interval + 1)
        })
        await keepBusy(ms, 1_000)
        expect(errors.values.map(String), `blocks of ${ms} ms`).to.deep.equal([])
        lease.unsubscribe()
      }
    } finally {
      await worker.terminate()
    }
  })

  it('guarantee 7: notices a dead peer, however busy it is', async () => {
    const peer = await started(rawPeer((tcp, request) => tcp.write(acceptance(request))))
    const chat = connectionTo(peer.port)
    const errors = watch(chat.pipe(error$()))
    const lease = clientStart$(chat).subscribe()
    await firstValueFrom(chat.pipe(start$()))
    await keepBusy(300, 10_000, () => errors.values.length > 0)
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['HeartbeatTimedOut'])
    lease.unsubscribe()
  })

  it('guarantee 7: takes a message that comes in slowly for a sign of life', async () => {
    const peer = await started(
      rawPeer((tcp, request) => {
        tcp.write(acceptance(request))
        const message = frame(0x81, 'x'.repeat(60_000)) // For 1,200 ms.
        let sent = 0
        const timer = setInterval(() => {
          tcp.write(message.subarray(sent, (sent += 2_000)))
          if (sent >= message.length) clearInterval(timer)
        }, 40)
        tcp.on('close', () => {
          clearInterval(timer)
        })
      }),
    )
    const chat = connectionTo(peer.port)
    const events = watch(clientStart$(chat))
    await firstValueFrom(chat.pipe(receive$()))
    expect(events.values.map(({ _tag }) => _tag)).to.deep.equal(['Connecting', 'Open', 'Message'])
    events.stop()
  })

  function connectionTo(port: number): Connection<string, string> {
    return defineConnection({ url: `ws://127.0.0.1:${port}/`, heartbeat, retry })
  }
})
