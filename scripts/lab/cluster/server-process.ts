import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const folder = new URL('../../../examples/cluster/', import.meta.url)

/** A server of the cluster, in a process of its own. */
export interface ServerProcess {
  readonly port: number
  readonly kill: () => Promise<void>
}

function run(script: string, environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=pulsewire:source', fileURLToPath(new URL(script, folder))],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } },
  )
}

/** Starts one, and waits until it listens. */
export async function startServer(natsUrl: string, pushes: number): Promise<ServerProcess> {
  const server = run('node.ts', { NATS_URL: natsUrl, PUSHES: String(pushes) })
  const ended = once(server, 'exit')
  let output = ''
  const port = await new Promise<number>((resolve, reject) => {
    void ended.then(() => {
      reject(new Error('a server ended before it listened'))
    })
    server.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const [, listening] = /^port (\d+)$/m.exec(output) ?? []
      if (listening !== undefined) resolve(Number(listening))
    })
  })
  return {
    port,
    kill: async () => {
      server.kill('SIGKILL')
      await ended
    },
  }
}

/** The messages that the servers have taken, in their order. */
export async function readEffects(natsUrl: string): Promise<ReadonlyArray<string>> {
  const reader = run('effects.ts', { NATS_URL: natsUrl })
  let output = ''
  reader.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await once(reader, 'close')
  return JSON.parse(output) as ReadonlyArray<string>
}
