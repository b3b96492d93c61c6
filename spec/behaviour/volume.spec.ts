import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, receive$, send, start$ } from 'pulsewire'
import { firstValueFrom, map } from 'rxjs'

const count = 1_000_000
const path = fileURLToPath(new URL('../support/peers/flood-server.ts', import.meta.url))

/** What is really held, where Node was told to lend its collector. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

describe('volume', () => {
  it('guarantee 3: a million messages of another process arrive once and in order, and leave no memory behind', async function () {
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
    let early = 0
    let most = 0
    await new Promise<void>((resolve, reject) => {
      clientStart$(flood)
        .pipe(receive$())
        .subscribe({
          next: (line) => {
            if (line.length !== 64 || Number.parseInt(line, 10) !== received) misplaced++
            received++
            if (received === count / 10) early = held()
            if (received % 10_000 === 0) most = Math.max(most, held())
            if (received === count) resolve()
          },
          error: reject,
        })
    })
    await firstValueFrom(clientStop$(flood), { defaultValue: undefined })
    await new Promise((resolve) => server.once('exit', resolve))
    expect([received, misplaced]).to.deep.equal([count, 0])
    expect((most - early) / 1e6, 'growth in MB').to.be.lessThan(64)
  })
})
