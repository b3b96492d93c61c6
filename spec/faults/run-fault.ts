import {
  clientRestart$,
  clientStart$,
  clientStop$,
  type ConnectionError,
  type ConnectionEvent,
  defineConnection,
  isRest,
  send,
} from 'pulsewire'
import { Subject } from 'rxjs'

import type { Fault } from './fault.ts'
import { type Holdings, unheld, withHoldings } from './holdings.ts'
import { toLine } from './line.ts'
import { leaksOf, secretHeader, secretProtocol, secretUrl } from './secrets.ts'
import { spentTime } from './spent-time.ts'

/** Where a fault gives none: long enough for a peer on a busy machine to answer, ms. */
const closeTimeout = 3_000

/** How long a fault may take, ms. */
const patience = 10_000

/** What one fault came to. */
export interface Outcome {
  readonly title: string
  readonly told: ReadonlyArray<string>
  /** What must hold in every run and did not. */
  readonly broken: ReadonlyArray<string>
  readonly leaks: ReadonlyArray<string>
  /** ms from the stop to the rest. */
  readonly restedAfter: number
  /** How soon after the stop a process must be able to exit, ms. */
  readonly exitLimit: number
  /** The delay before the next attempt, ms. */
  readonly waits: number | undefined
  /** What the connection had not given back when the process should have been able to exit. */
  readonly held: ReadonlyArray<string>
}

const pause = (ms: number): Promise<void> => unheld(() => new Promise((resolve) => setTimeout(resolve, ms)))

/** Plays a fault to its end on a connection full of secrets, and writes down all that came of it. */
export async function runFault(fault: Fault, port: number | undefined): Promise<Outcome> {
  const holdings: Holdings = new Map()
  const leaks: string[] = []
  const broken: string[] = []
  const told: string[] = []
  const faults: ConnectionError[] = []
  let leaseEnd = 'goes on'
  let waits: number | undefined
  let stoppedAt: number | undefined

  const exitLimit = 2 * (fault.options?.closeTimeout ?? closeTimeout) + 1_000
  const address = secretUrl(fault.peer?.tls === undefined ? 'ws' : 'wss', `127.0.0.1:${port ?? 1}`)
  const connection = defineConnection({
    url: fault.url?.(address) ?? address,
    headers: { 'x-api-key': secretHeader },
    protocols: ['chat', secretProtocol],
    connectTimeout: 10_000,
    closeTimeout,
    heartbeat: false,
    retry: { initialDelay: 60_000, maxDelay: 60_000, jitter: 'none' },
    ...fault.options,
  })

  const outgoing = new Subject<string>()
  const check = (event: ConnectionEvent<string>): void => {
    const last = faults.at(-1)
    if (event._tag === 'Fault') {
      if (faults.includes(event.error)) broken.push(`told twice: ${event.error.message}`)
      faults.push(event.error)
    } else if (event._tag === 'Waiting') {
      waits = event.delay
      if (event.cause !== last) broken.push('the cause of Waiting is not the last Fault')
    } else if (event._tag === 'Failed' && event.error !== last) broken.push('Failed carries not the last Fault')
    leaks.push(...leaksOf(event))
  }
  const start = (): void => {
    leaseEnd = 'goes on'
    clientStart$(connection).subscribe({
      error: (error: unknown) => (leaseEnd = error === faults.at(-1) ? 'errored' : 'errored with another error'),
      complete: () => (leaseEnd = 'completed'),
    })
  }

  await new Promise<void>((resolve) => {
    const rest = (): void => {
      leaks.push(...leaksOf(connection))
      resolve()
    }
    const stop = (): void => {
      stoppedAt ??= spentTime()
      clientStop$(connection, fault.stop).subscribe({
        error: (error: unknown) => {
          leaks.push(...leaksOf(error))
        },
      })
    }
    const stage = {
      start,
      restart: () => {
        clientRestart$(connection).subscribe({ error: () => undefined })
      },
      send: (message: string) => {
        outgoing.next(message)
      },
    }
    withHoldings(holdings, () => {
      connection.subscribe((event) => {
        const line = toLine(event)
        // Of a flood of messages one line is enough.
        if (event._tag === 'Message' && line === told.at(-1)) return
        told.push(line)
        check(event)
        if (line === fault.stopAt) stop()
        if (line === 'Open' && fault.stopAfter !== undefined) unheld(() => setTimeout(stop, fault.stopAfter))
        fault.act?.(line, stage, told.length)
        // What waits goes no further, where no more is expected: its decision is told.
        if (event._tag === 'Waiting' && !fault.tells.slice(told.length).includes(`Connecting ${event.attempt}`)) stop()
        // At rest, unless an act or a start that was remembered goes on from here.
        if (event._tag !== 'Idle' && isRest(event)) setImmediate(() => told.at(-1) === line && rest())
      })
      outgoing.pipe(send(connection)).subscribe((result) => {
        if (result._tag === 'Left') leaks.push(...leaksOf(result.left))
      })
      fault.arrange?.(connection)
      start()
      for (const message of fault.sends ?? []) outgoing.next(message)
      if (fault.stopAt === 'starting') stop()
      unheld(() => {
        if (fault.stopAfter !== undefined && !fault.tells.includes('Open')) setTimeout(stop, fault.stopAfter)
        // One that tells less than it should shall fail, and not hang.
        setTimeout(stop, patience).unref()
      })
    })
  })

  const restedAt = spentTime()
  stoppedAt ??= restedAt
  while (holdings.size > 0 && spentTime() - stoppedAt < exitLimit) await pause(2)
  const held = [...holdings.values()]

  // It stays at rest, whatever a former socket may still say.
  const atRest = told.at(-1)
  clientStop$(connection).subscribe()
  await pause(2)
  if (told.at(-1) !== atRest) broken.push('it was not at rest')
  if (leaseEnd !== (atRest === 'Failed' ? 'errored' : 'completed')) broken.push(`the lease ${leaseEnd}`)
  return { title: fault.title, told, broken, leaks, restedAfter: restedAt - stoppedAt, exitLimit, waits, held }
}
