import { type ChildProcess, fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { rawPeer } from '../support/peers/raw-peer.ts'
import type { Fault } from './fault.ts'
import type { Outcome } from './run-fault.ts'
import type { Assignment, Said } from './run-table.ts'

/** The results of a whole table of faults. */
export interface Results {
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly uncaught: ReadonlyArray<Extract<Said, { readonly uncaught: string }>>
  /** The output of the process of the connections. */
  readonly printed: string
  /** Milliseconds from its last report to its exit, while all peers kept their sockets; `undefined`: it had to be killed. */
  readonly exitedAfter: number | undefined
}

/** Runs a module of the lab in a process of its own. The source and its compiled form have different extensions. */
export function forkModule(name: string, command: ReadonlyArray<string> = []): ChildProcess {
  const path = fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url))
  return fork(path, command, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
}

/**
 * Starts a peer for every fault that has one, and plays them all in another process.
 *
 * @param hasLanes - `false`: `ws` alone parses and frames all messages
 */
export async function playAll(faults: ReadonlyArray<Fault>, hasLanes = true): Promise<Results> {
  const peers = await Promise.all(
    faults.map(async ({ peer }) => peer && rawPeer(peer.answer ?? (() => undefined), peer)),
  )
  const ports = Object.fromEntries(faults.map(({ title }, i) => [title, peers[i]?.port ?? 1]))
  const child = forkModule('run-table')
  const outcomes = new Map<string, Outcome>()
  const uncaught: Extract<Said, { readonly uncaught: string }>[] = []
  let printed = ''
  let finishedAt: number | undefined
  // A connection that never comes to rest must not hold up the specs.
  let killer = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const collect = (chunk: Buffer): void => void (printed += chunk.toString())
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  child.on('message', (said: Said) => {
    if ('outcome' in said) outcomes.set(said.outcome.title, said.outcome)
    else if ('uncaught' in said) uncaught.push(said)
    else {
      finishedAt = performance.now()
      clearTimeout(killer)
      killer = setTimeout(() => child.kill('SIGKILL'), 10_000)
    }
  })
  child.send({ ports, hasLanes } satisfies Assignment)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(killer)
  const exitedAfter = code === 0 && finishedAt !== undefined ? performance.now() - finishedAt : undefined
  await Promise.all(peers.map(async (peer) => peer?.stop()))
  return { outcomes, uncaught, printed, exitedAfter }
}
