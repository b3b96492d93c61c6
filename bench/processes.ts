import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { certificatePath } from './certificate.ts'
import type { Assignment, Figures, FromClient, FromServer, Ports, ToClient, ToServer } from './messages.ts'
import { findNode22 } from './node-22.ts'
import type { Workload } from './workloads.ts'

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** A client process, ready to measure. */
export interface Client {
  readonly contender: string
  readonly round: (count: number) => Promise<Figures>
  readonly end: () => void
}

export interface Server {
  readonly start: (contender: string, workload: Workload) => Promise<Client>
  readonly end: () => void
}

const roles: Readonly<Record<Workload['driver'], string>> = {
  receive: 'blast',
  send: 'sink',
  echo: 'echo',
  idle: 'idle',
  // Their server is the contender.
  accepted: 'idle',
  'both-ends': 'echo',
  heartbeat: 'idle',
  'slow-consumer': 'blast',
  'deaf-peer': 'deaf',
  refused: 'idle',
}

/** Starts the server for as long as this process lives. Returns the address of a role of it. */
export async function startPeer(role: string): Promise<string> {
  const child = fork(pathOf('server.js'))
  process.on('exit', () => child.kill())
  const ports = await new Promise<Ports>((resolve) => {
    child.on('message', (message: FromServer) => {
      if ('plain' in message) resolve(message)
    })
  })
  return `ws://127.0.0.1:${ports.plain}/${role}/0`
}

/** Starts the server, and forwards messages between the clients and the server. */
export async function startServer(): Promise<Server> {
  const child = fork(pathOf('server.js'))
  const clients = new Map<string, ChildProcess>()
  const ports = await new Promise<Ports>((resolve) => {
    child.on('message', (message: FromServer) => {
      if ('plain' in message) resolve(message)
      else clients.get(message.id)?.send({ come: true } satisfies ToClient)
    })
  })
  let started = 0

  const start = async (contender: string, workload: Workload): Promise<Client> => {
    const id = String(++started)
    const role = `${workload.isCompressed ? 'deflate-' : ''}${roles[workload.driver]}`
    const origin = workload.isSecure ? `wss://127.0.0.1:${ports.secure}` : `ws://127.0.0.1:${ports.plain}`
    const url = `${origin}/${role}/${id}`
    const client = fork(pathOf('client.js'), [JSON.stringify({ contender, workload, url, id } satisfies Assignment)], {
      execArgv: ['--expose-gc', ...(workload.v8Flags ?? [])],
      ...(contender === 'node-22' && { execPath: findNode22() ?? process.execPath }),
      // Every contender trusts the server so.
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificatePath },
    })
    clients.set(id, client)
    let settle: { resolve: (figures: Figures) => void; reject: (error: Error) => void } | undefined
    const wait = (): Promise<Figures> =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
      })
    client.on('message', (message: FromClient) => {
      if ('ask' in message) child.send({ ...message.ask, id } satisfies ToServer)
      else if ('broken' in message) settle?.reject(new Error(`${contender}, ${workload.name}: ${message.broken}`))
      else settle?.resolve('figures' in message ? message.figures : {})
    })
    client.on('exit', (code) => settle?.reject(new Error(`${contender}, ${workload.name}: it ended with ${code}`)))
    await wait()
    return {
      contender,
      round: (count) => {
        const figures = wait()
        client.send({ round: count } satisfies ToClient)
        return figures
      },
      end: () => {
        settle = undefined
        clients.delete(id)
        client.kill('SIGKILL')
      },
    }
  }
  return { start, end: () => child.kill() }
}
