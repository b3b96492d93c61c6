/**
 * `npm run lab -- compare`: the same faults, from the same raw server, for this library and others, each in a process of
 * its own. Records the events of each, how often it dialed, and whether its process survived. Writes docs/comparison.md.
 */
import { fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

import { format, resolveConfig } from 'prettier'

import { rawPeer } from '../../spec/support/peers/raw-peer.ts'
import type { Note, Task } from './compare/client.ts'
import { type Fault, faults } from './compare/faults.ts'

const libraries = ['pulsewire', 'rxjs-web-socket', 'reconnecting-websocket', 'partysocket', 'graphql-ws']
const atATime = 3
const page = fileURLToPath(new URL('../../docs/comparison.md', import.meta.url))

/** What came of a library at a fault. */
interface Finding {
  /** Different things that were told, in the order of their first time, with that time in ms since the first dial. */
  readonly told: ReadonlyMap<string, number>
  readonly dials: number
  readonly crash: string | undefined
  /** ms from the stop to the exit of the process; `undefined`: it went on. */
  readonly exitedAfter: number | undefined
}

async function examine(library: string, fault: Fault): Promise<Finding> {
  const { answer, tls, watch = 3_000, stopAfter, throws } = fault
  const peer = await rawPeer(answer ?? (() => undefined), { tls })
  if (answer === undefined) await peer.stop()
  const url = `${tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${peer.port}/`
  const task: Task = { library, url, ...(stopAfter && { stopAfter }), ...(throws && { throws }) }
  const told = new Map<string, number>()
  let dials = 0
  let errors = ''
  let firstDial: number | undefined
  let stoppedAt: number | undefined
  const child = fork(fileURLToPath(new URL('compare/client.ts', import.meta.url)), [JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  await new Promise<void>((resolve) => {
    child.on('message', (note: Note) => {
      if ('dialed' in note) {
        dials += 1
        if (firstDial === undefined) setTimeout(resolve, watch)
        firstDial ??= performance.now()
        return
      }
      if (note.told === '(stop)') stoppedAt = performance.now()
      if (!told.has(note.told)) told.set(note.told, performance.now() - (firstDial ?? NaN))
    })
    void exited.then(() => resolve())
  })
  const crash = child.exitCode === null || child.exitCode === 0 ? undefined : readCrash(errors)
  const exitedAfter = child.exitCode === 0 && stoppedAt !== undefined ? performance.now() - stoppedAt : undefined
  child.kill('SIGKILL')
  await exited
  if (answer !== undefined) await peer.stop()
  return { told, dials, crash, exitedAfter }
}

/** The error that ended the process. */
function readCrash(errors: string): string {
  return errors.split('\n').find((line) => /^(Uncaught )?\w*Error/.test(line)) ?? 'an uncaught error'
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`

function describe({ told, dials, crash, exitedAfter }: Finding, fault: Fault): string {
  const texts = [...told].map(([text, at]) => {
    const clean = text
      .replace(/127\.0\.0\.1:\d+/g, 'host')
      .replace(/\|/g, '\\|')
      .trim()
    return text === '(stop)' ? '_stop_' : `\`${clean}\`${fault.watch === undefined ? '' : ` (${seconds(at)})`}`
  })
  const end =
    fault.stopAfter === undefined
      ? `${dials} ${dials === 1 ? 'dial' : 'dials'}`
      : exitedAfter === undefined
        ? 'process goes on'
        : 'process ends'
  const death = crash === undefined ? [] : [`**crash**: \`${crash.slice(0, 80)}\``]
  return [texts.length === 0 ? 'no event' : texts.join(', '), end, ...death].join('; ')
}

function version(library: string): string {
  const name = library === 'rxjs-web-socket' ? 'rxjs' : library
  const manifest = new URL(
    name === 'pulsewire' ? '../../package.json' : `../../node_modules/${name}/package.json`,
    import.meta.url,
  )
  return `${library === 'rxjs-web-socket' ? 'rxjs/webSocket + retry' : name} ${(JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version}`
}

const tasks = faults.flatMap((fault) => libraries.map((library) => ({ library, fault })))
const cells = new Map<string, string>()
const waiting = [...tasks]
await Promise.all(
  Array.from({ length: atATime }, async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const { library, fault } = task
      const cell = describe(await examine(library, fault), fault)
      cells.set(`${library} ${fault.title}`, cell)
      console.log(`${fault.title} | ${library} | ${cell}`)
    }
  }),
)

const rows = faults.map(
  ({ title }) => `| ${title} | ${libraries.map((library) => cells.get(`${library} ${title}`) ?? '').join(' | ')} |`,
)
const today = new Date().toISOString().slice(0, 10)
const text = `# The same faults under several libraries

Each cell shows one run: the events and errors that the library gave its user (each once, in order of first occurrence;
for a silent peer, with the time since the dial), how often it dialed during the observation (3 s
unless stated otherwise), and whether the process survived. Nothing in this table is written by hand:
\`npm run lab -- compare\` drives every library through the same raw server and writes this page.

Run on ${today}, Node ${process.version}, ${cpus().length} cores. Each library got the settings that it supports: retries from
100 ms to 1 s, 500 ms for an opening handshake, a heartbeat of 500 ms with a timeout of 300 ms. rxjs/webSocket has no retry,
so it is combined with \`retry\` and a delay of 100 ms. graphql-ws has its default of 5 retries from 1 s, because it accepts
only a function as a delay.

| fault | ${libraries.map(version).join(' | ')} |
| --- | ${libraries.map(() => '---').join(' | ')} |
${rows.join('\n')}
`
writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }))
