import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { wsconnect } from '@nats-io/nats-core'

import { publishUntil, Skipped, type Start } from './client.ts'
import { startLine } from './line.ts'

const program = process.env['NATS_SERVER'] ?? 'nats-server'

/** Starts a nats-server with its WebSocket port on the loopback. */
async function startServer(): Promise<{ readonly port: number; readonly stop: () => void }> {
  if (spawnSync(program, ['--version']).error !== undefined) {
    throw new Skipped('nats-server is not installed. On Debian: apt install nats-server')
  }
  const folder = mkdtempSync(join(tmpdir(), 'pulsewire-nats-'))
  const file = join(folder, 'nats.conf')
  writeFileSync(file, 'host: 127.0.0.1\nport: -1\nwebsocket { host: 127.0.0.1, port: -1, no_tls: true }\n')
  const server = spawn(program, ['--config', file], { stdio: ['ignore', 'ignore', 'pipe'] })
  const stop = (): void => {
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  const port = await new Promise<number>((resolve, reject) => {
    let log = ''
    server.stderr.on('data', (chunk: Buffer) => {
      log += String(chunk)
      const [, found] = /websocket clients on ws:\/\/[^:]+:(\d+)/.exec(log) ?? []
      if (found !== undefined && log.includes('Server is ready')) resolve(Number(found))
    })
    server.on('exit', () => reject(new Error(`nats-server ended: ${log}`)))
  })
  return { port, stop }
}

/** nats-core takes a factory of sockets as `wsFactory`. */
export const start: Start = async (Class) => {
  const { port, stop } = await startServer()
  const { address, ...line } = await startLine(port)
  const client = await wsconnect({
    servers: `ws://${address}`,
    wsFactory: (url) => Promise.resolve({ socket: new Class(url) as never, encrypted: false }),
  })
  const got: string[] = []
  client.subscribe('echo', { callback: (_, message) => got.push(message.string()) })
  return {
    ...line,
    roundTrip: (value) => publishUntil(value, got, () => client.publish('echo', value)),
    end: () => client.close(),
    stop: async () => {
      await line.stop()
      stop()
    },
  }
}
