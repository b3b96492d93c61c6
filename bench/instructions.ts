import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/** The event that Linux counts: instructions outside the kernel. Unlike time they do not depend on the load of the machine. */
export const instructions = 'instructions:u'

/** Reads a count from the output of `perf stat -x ,`. `undefined`: the processor, or the virtual machine, does not count it. */
export function countIn(output: string, event: string): number | undefined {
  const line = output.split('\n').find((one) => one.split(',')[2] === event)
  const count = Number(line?.split(',')[0])
  return line === undefined || Number.isNaN(count) ? undefined : count
}

/** Whether this machine counts an event: few virtual machines do, and few machines have `perf`. */
export function isCounted(event: string): boolean {
  const { stderr } = spawnSync('perf', ['stat', '-x', ',', '-e', event, 'true'], { encoding: 'utf8' })
  return typeof stderr === 'string' && countIn(stderr, event) !== undefined
}

/** Lets `perf` count or pause, and waits for its answer. */
async function command(perf: ChildProcess, what: 'enable' | 'disable'): Promise<void> {
  const [, , , control, answers] = perf.stdio as unknown as readonly [null, null, null, Writable, Readable]
  const answered = once(answers, 'data')
  control.write(`${what}\n`)
  await answered
}

/**
 * Begins to count an event in all threads of this process.
 *
 * @returns ends it, and returns the count
 */
export async function count(event: string): Promise<() => Promise<number>> {
  const flags = ['stat', '-x', ',', '-e', event, '-D', '-1', '--control', 'fd:3,4', '-p', String(process.pid)]
  const perf = spawn('perf', flags, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] })
  let output = ''
  perf.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await command(perf, 'enable')
  return async () => {
    await command(perf, 'disable')
    const closed = once(perf, 'close')
    perf.kill('SIGINT')
    await closed
    const counted = countIn(output, event)
    if (counted === undefined) throw new Error(`perf has not counted ${event}: ${output}`)
    return counted
  }
}
