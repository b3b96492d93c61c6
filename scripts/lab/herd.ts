/**
 * `npm run lab -- herd`: 1,000 connections lose their server at once, and it is back after two seconds. How their dials are
 * spread with full jitter, and how without: in virtual time, where the machine's speed plays no part, and for
 * real, with a server in a process of its own that is killed while another takes its port.
 */
import { type ChildProcess, fork } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

import { clientStart$, clientStop$, type Connection, defineConnection, state$ } from 'pulsewire'
import { forkJoin, lastValueFrom } from 'rxjs'
import { WebSocketServer } from 'ws'

import { dialsInVirtualTime } from './herd-in-virtual-time.ts'

const size = 1_000
/** ms */
const outage = 2_000
const bucket = 250

/** Runs in the server's process: listens when it gets a port. */
function serve(): void {
  process.on('message', (port: number) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port, backlog: size }, () => {
      process.send?.((server.address() as AddressInfo).port)
    })
  })
  process.on('disconnect', () => process.exit())
  process.send?.(0)
}

const answer = (server: ChildProcess): Promise<number> => new Promise((resolve) => server.once('message', resolve))

async function forkServer(): Promise<ChildProcess> {
  const server = fork(fileURLToPath(import.meta.url))
  await answer(server)
  return server
}

async function listen(server: ChildProcess, port: number): Promise<number> {
  server.send(port)
  return answer(server)
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** The count in each stretch of time. */
function print(dials: ReadonlyArray<number>): void {
  const perBucket: number[] = []
  for (const at of dials) perBucket[Math.floor(at / bucket)] = (perBucket[Math.floor(at / bucket)] ?? 0) + 1
  const figures = Array.from({ length: perBucket.length }, (_, i) => perBucket[i] ?? 0)
  console.log(`dials due per ${bucket} ms since it went down: ${figures.join(' ')}`)
  console.log(`most dials due in ${bucket} ms: ${Math.max(...figures)}; dials in all: ${dials.length}`)
}

async function measure(jitter: 'full' | 'none'): Promise<void> {
  const first = await forkServer()
  // Ready beforehand: a busy machine takes seconds to start a process.
  const second = await forkServer()
  const port = await listen(first, 0)
  const dials: number[] = []
  const backs: number[] = []
  let isOpen = 0
  let downAt = Infinity
  const connections = Array.from({ length: size }, (_, i): Connection<string, string> =>
    defineConnection({ name: `herd ${i}`, url: `ws://127.0.0.1:${port}/`, retry: { jitter }, heartbeat: false }),
  )
  for (const connection of connections) {
    let wasOpen = false
    connection.pipe(state$()).subscribe({
      next: (state) => {
        const at = performance.now() - downAt
        // When a dial is due: a busy machine carries it out later.
        if (state._tag === 'Waiting') dials.push(at + state.delay)
        if (state._tag === 'Open' && at >= 0) backs.push(at)
        if (state._tag === 'Open' || wasOpen) isOpen += state._tag === 'Open' ? 1 : -1
        wasOpen = state._tag === 'Open'
      },
      error: console.error,
    })
    clientStart$(connection).subscribe({ error: console.error })
    if (connections.indexOf(connection) % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await until(() => isOpen === size)
  downAt = performance.now()
  first.kill('SIGKILL')
  await until(() => isOpen === 0)
  await new Promise((resolve) => setTimeout(resolve, outage - (performance.now() - downAt)))
  await listen(second, port)
  const upAt = performance.now() - downAt
  await until(() => isOpen === size)

  console.log(`\njitter: ${jitter}, for real. Down for ${(upAt / 1_000).toFixed(1)} s.`)
  print(dials)
  const sorted = backs.sort((a, b) => a - b)
  const half = sorted[size / 2 - 1] ?? NaN
  const last = sorted.at(-1) ?? NaN
  console.log(
    `back: ${backs.length} of ${size}; half of them ${((half - upAt) / 1_000).toFixed(1)} s after it was up again, ` +
      `the last ${((last - upAt) / 1_000).toFixed(1)} s after`,
  )
  await lastValueFrom(forkJoin(connections.map((connection) => clientStop$(connection))), { defaultValue: undefined })
  second.disconnect()
}

if (process.send !== undefined) serve()
else {
  for (const jitter of ['full', 'none'] as const) {
    console.log(`\njitter: ${jitter}, in virtual time. Down for ${(outage / 1_000).toFixed(1)} s.`)
    print(dialsInVirtualTime(size, outage, jitter))
  }
  await measure('full')
  await measure('none')
}
