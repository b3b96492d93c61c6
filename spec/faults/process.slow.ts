import type { ChildProcess } from 'node:child_process'

import { expect } from 'chai'
import type { WebSocket } from 'ws'

import { listen, type Listening } from '../support/peers/ws-server.ts'
import { until } from '../transport/harness.ts'
import type { Options } from './fault.ts'
import { forkModule } from './laboratory.ts'
import type { Order, Report } from './lone-client.ts'
import { leaksIn, secretHeader, secretUrl } from './secrets.ts'

/** A connection in a process of its own. */
class LoneClient {
  readonly child: ChildProcess = forkModule('lone-client')
  readonly lines: string[] = []
  readonly leaks: string[] = []
  readonly uncaught: string[] = []
  #answers = 0
  #printed = ''

  constructor() {
    this.child.on('message', (report: Report) => {
      if (report._tag === 'Told') {
        this.lines.push(report.line)
        this.leaks.push(...report.leaks)
      } else if (report._tag === 'Uncaught') this.uncaught.push(report.message)
      else this.#answers += 1
    })
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#printed += chunk.toString()))
    }
  }

  async obeys(order: Order): Promise<void> {
    await until(() => this.#answers > 0)
    const before = this.#answers
    this.child.send(order)
    await until(() => this.#answers > before)
  }

  start(options: Options): Promise<void> {
    const secrets = { headers: { 'x-api-key': secretHeader }, closeTimeout: 100 }
    return this.obeys({ _tag: 'Start', options: { ...secrets, ...options } })
  }

  /** Stops the connection. Returns the milliseconds until the process has exited by itself. */
  async ends(): Promise<number> {
    const before = performance.now()
    const exited = new Promise((resolve) => this.child.once('close', resolve))
    this.child.send({ _tag: 'Stop' } satisfies Order)
    expect(await exited).to.equal(0)
    expect(this.uncaught).to.deep.equal([])
    expect([...this.leaks, ...leaksIn(this.#printed)]).to.deep.equal([])
    return performance.now() - before
  }
}

const exitLimit = 2 * 100 + 1_000

describe('faults of a whole process', function () {
  this.timeout(30_000)
  this.slow(10_000)
  let server: Listening
  let client: LoneClient
  let pings: number[]

  /** Starts a server that records pings. Returns its address with secrets. */
  async function serve(each: (socket: WebSocket) => void = () => undefined): Promise<string> {
    server = await listen((socket) => {
      socket.on('ping', () => pings.push(performance.now()))
      each(socket)
    })
    return secretUrl('ws', new URL(server.url).host)
  }

  beforeEach(() => {
    pings = []
    client = new LoneClient()
  })

  afterEach(async () => {
    client.child.kill('SIGKILL')
    await server.close()
  })

  it('retries while the process is out of file descriptors, and connects once there are some', async () => {
    const url = await serve()
    await client.obeys({ _tag: 'Exhaust' })
    await client.start({ url, retry: { initialDelay: 50, factor: 1, jitter: 'none' } })
    await until(() => client.lines.includes('Waiting 3'))
    await client.obeys({ _tag: 'Restore' })
    await until(() => client.lines.includes('Open'))
    expect(client.lines.slice(0, 5)).to.deep.equal([
      ...['Idle', 'Connecting 1', '! HandshakeFailed EMFILE', 'Waiting 2', 'Connecting 2'],
    ])
    expect(new Set(client.lines.filter((line) => line.startsWith('!')))).to.deep.equal(
      new Set(['! HandshakeFailed EMFILE']),
    )
    expect(await client.ends()).to.be.below(exitLimit)
    expect(client.lines.at(-1)).to.equal('Closed 1000')
  })

  it('guarantee 7: pings once, and stays open, after the process was stopped (SIGSTOP) for 3 s', async () => {
    const url = await serve()
    await client.start({ url, heartbeat: { interval: 400, timeout: 200 } })
    await until(() => pings.length > 0)
    client.child.kill('SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    const asleep = pings.length
    const resumed = performance.now()
    client.child.kill('SIGCONT')
    await until(() => pings.length >= asleep + 3)
    const gaps = [
      pings[asleep]! - resumed,
      pings[asleep + 1]! - pings[asleep]!,
      pings[asleep + 2]! - pings[asleep + 1]!,
    ]
    // No burst: one ping, and the next ones an interval apart.
    expect(gaps[0]).to.be.below(2_000)
    for (const gap of gaps.slice(1)) expect(gap).to.be.above(200)
    expect(client.lines).to.deep.equal(['Idle', 'Connecting 1', 'Open'])
    expect(await client.ends()).to.be.below(exitLimit)
  })

  it('guarantee 7: notices, after it was stopped (SIGSTOP), that the peer went silent meanwhile', async () => {
    const sockets: WebSocket[] = []
    const url = await serve((socket) => sockets.push(socket))
    await client.start({
      url,
      heartbeat: { interval: 300, timeout: 200 },
      retry: { initialDelay: 30_000, jitter: 'none' },
    })
    await until(() => pings.length > 0)
    client.child.kill('SIGSTOP')
    for (const socket of sockets) socket.pause()
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const resumed = performance.now()
    client.child.kill('SIGCONT')
    await until(() => client.lines.includes('Waiting 2'))
    expect(performance.now() - resumed).to.be.below(300 + 200 + 200 + 2_000)
    expect(client.lines).to.deep.equal(['Idle', 'Connecting 1', 'Open', '! HeartbeatTimedOut', 'Waiting 2'])
    expect(await client.ends()).to.be.below(exitLimit)
  })

  it('ends the connection with 1006 at the peer, and does not retry, when it is killed', async () => {
    const codes: number[] = []
    const url = await serve((socket) => socket.on('close', (code) => codes.push(code)))
    await client.start({ url, heartbeat: false })
    await until(() => client.lines.includes('Open'))
    client.child.kill('SIGKILL')
    await until(() => codes.length > 0)
    expect(codes).to.deep.equal([1006])
  })
})
