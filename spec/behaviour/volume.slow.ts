import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, receive$, send, start$ } from 'pulsewire'
import { firstValueFrom, map } from 'rxjs'

import { liveMemory } from '../support/live-memory.ts'

const count = 1_000_000
const path = fileURLToPath(new URL('../support/peers/flood-server.ts', import.meta.url))

describe('volume', () => {
  it('guarantee 3: a million messages of another process arrive once and in order, and memory does not grow', async function () {
    this.timeout(60_000)
    const server = fork(path, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
    const port = await new Promise<string>((resolve) =>
      server.stdout?.once('data', (data) => resolve(String(data).trim())),
    )
    const flood = defineConnection({ url: `ws://127.0.0.1:${port}/`, name: 'flood' })
    flood
      .pipe(
        start$(),
        map(() => String(count)),
        send(flood),
      )
      .subscribe()

    let received = 0
    let misplaced = 0
    /** Live bytes after each tenth of the messages. */
    const live: number[] = []
    await new Promise<void>((resolve, reject) => {
      clientStart$(flood)
        .pipe(receive$())
        .subscribe({
          next: (line) => {
            if (line.length !== 64 || Number.parseInt(line, 10) !== received) misplaced++
            received++
            if (received % (count / 10) === 0) live.push(liveMemory())
            if (received === count) resolve()
          },
          error: reject,
        })
    })
    await firstValueFrom(clientStop$(flood), { defaultValue: undefined })
    await new Promise((resolve) => server.once('exit', resolve))
    expect([received, misplaced]).to.deep.equal([count, 0])
    const [first = 0, ...later] = live
    expect(later).to.have.length(9)
    expect((Math.max(...later) - first) / 1e6, 'growth in MB').to.be.lessThan(16)
  })
})
