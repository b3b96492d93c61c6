import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, platformTransport, send, start$ } from 'pulsewire'
import { record, type Recording } from 'pulsewire/inspect'
import { faulty } from 'pulsewire/testing'
import { firstValueFrom, interval, map, type Subscription, take, takeUntil, timer, toArray } from 'rxjs'

import { listen } from '../support/peers/ws-server.ts'
import { randomRun } from './random-run.ts'
import { runTest } from './run-test.ts'

const root = resolve('.')

/** Runs a connection over real sockets and a bad network until it was open several times, and records it. */
async function incident(): Promise<Recording> {
  const server = await listen((socket) => {
    socket.on('message', (data: Buffer) => socket.send(data.toString()))
  })
  const chat = defineConnection({
    name: 'chat',
    url: `${server.url}?token=s3cr3t`,
    transport: faulty(platformTransport, {
      seed: 8,
      latency: 4,
      refusals: 0.4,
      cuts: 0.1,
      halfOpen: 0.05,
      lostWrites: 0.05,
    }),
    heartbeat: { interval: 60, timeout: 40 },
    retry: { initialDelay: 20, maxDelay: 60, stableAfter: 1_000 },
  })
  const recording = record(chat)
  const sending: Subscription = interval(7)
    .pipe(
      map((n) => `message ${n}`),
      send(chat),
    )
    .subscribe()
  const openedAgain = firstValueFrom(chat.pipe(start$(), take(4), toArray(), takeUntil(timer(15_000))))
  clientStart$(chat).subscribe({ error: () => undefined })
  await openedAgain
  sending.unsubscribe()
  await firstValueFrom(clientStop$(chat))
  recording.stop()
  await server.close()
  return recording
}

/** A copy of the package in which the machine may be changed, to run tests against. */
class Copy {
  readonly #folder = mkdtempSync(`${tmpdir()}/pulsewire-incident-`)

  constructor() {
    for (const path of ['lib', 'package.json', 'tsconfig.json']) {
      cpSync(`${root}/${path}`, `${this.#folder}/${path}`, { recursive: true })
    }
    symlinkSync(`${root}/node_modules`, `${this.#folder}/node_modules`)
  }

  /** Changes one cell of the machine's table. */
  change(cell: string, changed: string): void {
    const file = `${this.#folder}/lib/machine/transition.ts`
    const source = readFileSync(file, 'utf8')
    expect(source.split(cell), `${cell} stands once in the table`).to.have.length(2)
    writeFileSync(file, source.replace(cell, changed))
  }

  /** Runs a test by mocha, as a user does. Returns what it printed, and whether it passed. */
  async run(test: string): Promise<{ readonly isPassed: boolean; readonly printed: string }> {
    writeFileSync(`${this.#folder}/incident.spec.ts`, test)
    const options = ['--no-config', '--node-option', 'import=tsx', '--node-option', 'conditions=pulsewire:source']
    const mocha = [`${root}/node_modules/mocha/bin/mocha.js`, ...options, 'incident.spec.ts']
    try {
      const { stdout } = await promisify(execFile)(process.execPath, mocha, { cwd: this.#folder })
      return { isPassed: true, printed: stdout }
    } catch (error) {
      return { isPassed: false, printed: String((error as { readonly stdout?: string }).stdout) }
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

describe('an incident', function () {
  this.timeout(60_000)
  let recording: Recording
  let copy: Copy
  before(async () => {
    recording = await incident()
  })
  beforeEach(() => {
    copy = new Copy()
  })
  afterEach(() => {
    copy.remove()
  })

  it('over real sockets and a bad network becomes a test that passes', async () => {
    const { events } = recording.toJSON()
    const states = events.flatMap((event) => (event._tag === 'State' ? [event.state._tag] : []))
    expect(states.filter((tag) => tag === 'Waiting').length).to.be.greaterThan(2)
    const test = recording.toTest()
    expect(test).not.to.include('s3cr3t')
    const { isPassed, printed } = await copy.run(test)
    expect(printed).to.include('1 passing')
    expect(isPassed).to.equal(true)
  })

  const changes: ReadonlyArray<readonly [title: string, cell: string, changed: string]> = [
    ['forgets a loss', 'lose(policy, state, lost(policy, input), input, input.wasClean)', 'stay(state)'],
    ['waits where it should dial', 'Elapsed: dialNow,', ''],
  ]
  for (const [title, cell, changed] of changes) {
    it(`fails with a machine that ${title}: one cell of its table is changed`, async () => {
      copy.change(cell, changed)
      const { isPassed, printed } = await copy.run(recording.toTest())
      expect(printed).to.include('The marbles differ')
      expect(isPassed).to.equal(false)
    })
  }
})

describe('toTest, with 400 random runs', function () {
  this.timeout(120_000)
  for (const isReal of [false, true]) {
    it(`replays the same states and errors ${isReal ? 'although clocks drift and timers are late' : 'of exact clocks'}`, () => {
      const runs = { whole: 0, later: 0 }
      const missed = { whole: 0, later: 0 }
      for (let seed = 1_000; seed < 1_200; seed++) {
        const recording = randomRun(seed, isReal)
        const kind = recording.toJSON().beginning.dial === 0 ? 'whole' : 'later'
        runs[kind]++
        try {
          runTest(recording.toTest())
        } catch (cause) {
          if (kind === 'whole' && !isReal) throw new Error(`seed ${seed}`, { cause })
          missed[kind]++
        }
      }
      expect(runs.whole).to.be.greaterThan(100)
      // Milliseconds are too coarse for a timer of a real clock with several events just before it.
      expect(missed.whole / runs.whole).to.be.lessThan(0.02)
      // The beginning is made up: messages that were queued before it are missing, and what their outbox had refused.
      expect(missed.later / runs.later).to.be.lessThan(0.05)
    })
  }
})
