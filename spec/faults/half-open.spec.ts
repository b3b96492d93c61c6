import { execFile, execFileSync } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, latency$ } from 'pulsewire'
import { firstValueFrom } from 'rxjs'

import { rawPeer, started, stopPeers } from '../support/peers/raw-peer.ts'
import { listen } from '../support/peers/ws-server.ts'
import { watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'
import { opening } from './answers.ts'
import { toLine } from './line.ts'

const interval = 300
const timeout = 200
/** Milliseconds that a tick may take on a busy machine. */
const tick = 1_000

/** Whether this machine allows a network namespace with a rule that drops every packet. */
function canDrop(): boolean {
  try {
    const rule = 'ip link set lo up && tc qdisc add dev lo root blackhole'
    execFileSync('unshare', ['--map-root-user', '--net', 'sh', '-c', rule], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('a half-open link', function () {
  this.slow(5_000)
  afterEach(stopPeers)

  it('guarantee 7: a peer that neither reads nor answers is noticed within interval + timeout', async () => {
    const { answer } = opening((tcp) => tcp.pause())
    const peer = await started(rawPeer(answer ?? (() => undefined)))
    const connection = defineConnection({
      url: peer.request.url,
      protocols: 'chat',
      heartbeat: { interval, timeout },
      retry: { initialDelay: 30_000, jitter: 'none' },
    })
    const told: (readonly [line: string, at: number])[] = []
    connection.subscribe((event) => {
      // Read before anything that takes time.
      const at = performance.now()
      told.push([toLine(event), at])
    })
    watch(clientStart$(connection))
    await until(() => told.some(([line]) => line === 'Waiting 2'))
    expect(told.map(([line]) => line)).to.deep.equal([
      ...['Idle', 'Connecting 1', 'Open', '! HeartbeatTimedOut', 'Waiting 2'],
    ])
    const [, , open, , waiting] = told
    expect(waiting![1] - open![1]).to.be.within(interval + timeout - 5, interval + timeout + tick)
    await firstValueFrom(clientStop$(connection))
  }).timeout(10_000)

  const drops = canDrop()
  const title = 'guarantee 7: a link whose packets are all dropped (a rule in a network namespace) is noticed in time'
  ;(drops ? it : it.skip)(title, async () => {
    const path = fileURLToPath(new URL(`./in-namespace${extname(import.meta.url)}`, import.meta.url))
    const command = ['--map-root-user', '--net', process.execPath, ...process.execArgv, path]
    // The promise resolves once the process has exited by itself.
    const { stdout } = await promisify(execFile)('unshare', command, { timeout: 20_000 })
    const { lines, noticedAfter } = JSON.parse(stdout) as { lines: string[]; noticedAfter: number }
    expect(lines).to.deep.equal(['Idle', 'Connecting 1', 'Open', '! HeartbeatTimedOut', 'Waiting 2'])
    expect(noticedAfter).to.be.below(interval + timeout + tick)
  }).timeout(25_000)

  it('emits the latency of each pong of a live link', async () => {
    const server = await listen()
    const connection = defineConnection({ url: server.url, heartbeat: { interval: 30, timeout: 5_000 } })
    const latencies = watch(latency$(connection))
    const lease = watch(clientStart$(connection))
    await until(() => latencies.values.length >= 3)
    for (const ms of latencies.values) expect(ms).to.be.within(0, tick)
    lease.stop()
    await firstValueFrom(clientStop$(connection))
    await server.close()
  }).timeout(10_000)
})
