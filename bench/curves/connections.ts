import { execSync } from 'node:child_process'

import { clientStart$, defineConnection, receive$, start$ } from 'pulsewire'
import { firstValueFrom } from 'rxjs'

import { startPeer } from '../processes.ts'
import { type Curve, turns } from './curve.ts'

/** The number of concurrent dials. */
const abreast = 100

/** Open files of a process beside its connections. */
const others = 300

const limit = Number(execSync('ulimit -n', { encoding: 'utf8' }).trim().replace('unlimited', '1000000'))

/** Figures of so many connections: they are opened once, and each size adds to those before. */
interface Opened {
  /** Microseconds. */
  readonly cpu: number
  /** Bytes. */
  readonly heap: number
}

/**
 * Two servers: above 14,000 connections to one address, half of Linux's local ports, `connect` searches long for a free port.
 * That is the kernel's time, and that of `ws` too.
 */
let peers: Promise<ReadonlyArray<string>> | undefined
let count = 0
let cpu = 0
let empty = 0
const figures = new Map<number, Opened>()

async function openTo(size: number): Promise<Opened> {
  const known = figures.get(size)
  if (known !== undefined) return known
  const urls = await (peers ??= Promise.all([startPeer('idle'), startPeer('idle')]))
  const open = async (): Promise<void> => {
    while (count < size) {
      count++
      const connection = defineConnection(urls[count % urls.length] ?? '')
      const opened = firstValueFrom(connection.pipe(start$()))
      clientStart$(connection)
        .pipe(receive$())
        .subscribe({ error: () => process.exit(1) })
      await opened
    }
  }
  globalThis.gc?.()
  if (count === 0) empty = process.memoryUsage().heapUsed
  const before = process.cpuUsage()
  await Promise.all(Array.from({ length: abreast }, open))
  const { user, system } = process.cpuUsage(before)
  cpu += user + system
  await turns()
  globalThis.gc?.()
  const opened = { cpu, heap: process.memoryUsage().heapUsed - empty }
  figures.set(size, opened)
  return opened
}

const common = {
  things: 'connections',
  sizes: [500, 1_000, 2_000, 4_000, 8_000, 12_000, 16_000, 19_500].filter((size) => size <= limit - others),
  repeats: 1,
} as const

export const connections: Curve = {
  ...common,
  name: 'connections',
  title: 'Connections over real sockets, with a heartbeat',
  cost: 'CPU',
  unit: 'µs',
  lines: [{ name: 'open all', cost: async (size) => (await openTo(size)).cpu }],
}

export const memory: Curve = {
  ...common,
  name: 'memory',
  title: 'Memory of idle connections over real sockets',
  cost: 'heap',
  unit: 'B',
  lines: [{ name: 'live heap', cost: async (size) => (await openTo(size)).heap }],
}
