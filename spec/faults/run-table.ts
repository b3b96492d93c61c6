/**
 * The process of the connections: it receives the ports of the misbehaving peers, plays every fault of the table,
 * reports each outcome, and must then exit by itself, while all peers still keep their sockets.
 */
import type { Fault } from './fault.ts'
import { type Outcome, runFault } from './run-fault.ts'
import { faults } from './table/index.ts'

/** Number of faults in flight, for two cores that run the peers too. */
const atATime = 8

/** The port of each fault's peer, by the fault's title. Only these faults are played. */
export interface Assignment {
  readonly ports: Readonly<Record<string, number>>
  readonly hasLanes: boolean
}

export type Said =
  | { readonly outcome: Outcome }
  /** An uncaught error, and the faults that were in flight. */
  | { readonly uncaught: string; readonly during: ReadonlyArray<string> }
  /** The last report. */
  | { readonly finished: true }

const running = new Set<string>()
const say = (said: Said): void => void process.send?.(said)

function uncaught(error: unknown): void {
  say({ uncaught: error instanceof Error ? error.message : String(error), during: [...running] })
}

process.on('uncaughtException', uncaught)
process.on('unhandledRejection', uncaught)

async function play(waiting: Fault[], { ports, hasLanes }: Assignment): Promise<void> {
  for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift()) {
    const { title } = fault
    running.add(title)
    say({ outcome: await runFault(fault, ports[title], hasLanes) })
    running.delete(title)
  }
}

process.once('message', (assignment: Assignment) => {
  const waiting = faults.filter(({ title }) => title in assignment.ports)
  void Promise.all(Array.from({ length: atATime }, () => play(waiting, assignment))).then(() => {
    say({ finished: true })
    process.disconnect()
  })
})
