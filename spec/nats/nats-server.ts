import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A NATS server with JetStream, on a free port of 127.0.0.1. */
export interface NatsServer {
  readonly url: string
  readonly stop: () => Promise<void>
}

export const advice =
  'nats-server is not installed. On Debian and Ubuntu: apt-get install nats-server. Elsewhere: https://docs.nats.io/running-a-nats-service/introduction/installation'

/** Whether a server can be started. */
export function isInstalled(): boolean {
  return spawnSync('nats-server', ['--version']).status === 0
}

/** Starts a server whose data lives as long as it does. */
export async function startNats(): Promise<NatsServer> {
  const folder = mkdtempSync(join(tmpdir(), 'pulsewire-nats-'))
  const server: ChildProcess = spawn('nats-server', ['-a', '127.0.0.1', '-p', '-1', '-js', '-sd', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(server, 'exit')
  let log = ''
  const url = await new Promise<string>((resolve, reject) => {
    server.on('error', reject)
    void ended.then(() => {
      reject(new Error(`nats-server ended: ${log}`))
    })
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      const [, port] = /Listening for client connections on 127\.0\.0\.1:(\d+)/.exec(log) ?? []
      if (port !== undefined && log.includes('Server is ready')) resolve(`nats://127.0.0.1:${port}`)
    })
  })
  return {
    url,
    stop: async () => {
      server.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
