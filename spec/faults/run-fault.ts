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
import { inspect$ } from 'pulsewire/inspect'
import { Subject } from 'rxjs'

import { transportWithoutLanes } from '../support/without-lanes.ts'
import type { Fault } from './fault.ts'
import { type Holdings, unheld, withHoldings } from './holdings.ts'
import { toLine } from './line.ts'
import { leaksOf, secretHeader, secretProtocol, secretUrl } from './secrets.ts'
import { spentTime } from './spent-time.ts'

/** Default of a fault, ms: long enough for a peer on a busy machine to answer. */
const closeTimeout = 3_000

/** Milliseconds that a fault may take. */
const maxDuration = 10_000

/** The outcome of one fault. */
export interface Outcome {
  readonly title: string
  readonly told: ReadonlyArray<string>
  /** The rules for every run that this one broke. */
  readonly broken: ReadonlyArray<string>
  readonly leaks: ReadonlyArray<string>
  /** Milliseconds from the stop to the rest. */
  readonly restedAfter: number
  /** Milliseconds after the stop within which a process must be able to exit. */
  readonly exitLimit: number
  /** The delay before the next attempt, ms. */
  readonly waits: number | undefined
  /** Resources that the connection still held at the exit limit. */
  readonly held: ReadonlyArray<string>
}

const pause = (ms: number): Promise<void> => unheld(() => new Promise((resolve) => setTimeout(resolve, ms)))

/** Plays a fault to its end on a connection full of secrets, and records its outcome. */
export async function runFault(fault: Fault, port: number | undefined, hasLanes: boolean): Promise<Outcome> {
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
    ...(hasLanes ? {} : { transport: transportWithoutLanes }),
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
    inspect$(connection).subscribe((event) => {
      leaks.push(...leaksOf(event))
    })
    withHoldings(holdings, () => {
      connection.subscribe((event) => {
        const line = toLine(event)
        // One line stands for a flood of equal messages.
        if (event._tag === 'Message' && line === told.at(-1)) return
        told.push(line)
        check(event)
        if (line === fault.stopAt) stop()
        if (line === 'Open' && fault.stopAfter !== undefined) unheld(() => setTimeout(stop, fault.stopAfter))
        fault.act?.(line, stage, told.length)
        // If no further dial is expected, the decision is known once it waits.
        if (event._tag === 'Waiting' && !fault.tells.slice(told.length).includes(`Connecting ${event.attempt}`)) stop()
        // It rests, unless an act or a remembered start continues the run.
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
        // A fault with fewer lines than expected must fail, and not hang.
        setTimeout(stop, maxDuration).unref()
      })
    })
  })

  const restedAt = spentTime()
  stoppedAt ??= restedAt
  while (holdings.size > 0 && spentTime() - stoppedAt < exitLimit) await pause(2)
  const held = [...holdings.values()]

  // It stays at rest, whatever events a former socket may still have.
  const atRest = told.at(-1)
  clientStop$(connection).subscribe()
  await pause(2)
  if (told.at(-1) !== atRest) broken.push('it was not at rest')
  if (leaseEnd !== (atRest === 'Failed' ? 'errored' : 'completed')) broken.push(`the lease ${leaseEnd}`)
  return { title: fault.title, told, broken, leaks, restedAfter: restedAt - stoppedAt, exitLimit, waits, held }
}
