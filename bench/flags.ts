import { parseArgs } from 'node:util'

import { type Workload, workloads } from './workloads.ts'

export const everyContender: ReadonlyArray<string> = [
  'ws',
  'pulsewire',
  'pulsewire-websocket',
  'rxjs-web-socket',
  'rxjs-websockets',
  'reconnecting-websocket',
  'partysocket',
  'undici',
  'node-22',
]

/** The contenders of `--quick`. */
const quickContenders: ReadonlyArray<string> = ['ws', 'pulsewire']

/** The names of the curves to measure; `undefined`: all. */
export interface CurveFlags {
  readonly curves: ReadonlyArray<string> | undefined
}

export interface Flags {
  readonly workloads: ReadonlyArray<Workload>
  readonly contenders: ReadonlyArray<string>
  readonly rounds: number
  /** A tenth of the messages. */
  readonly quick: boolean
  /** Whether everything is measured: only such results are written to bench/RESULTS.md. */
  readonly isFull: boolean
  readonly sizes: boolean
}

/**
 * Reads the arguments. `--only receive-text,echo` selects workloads by the beginning of their names (`size` is one).
 * `--contenders ws,pulsewire` selects contenders; `ws` is always included, because every figure is a ratio to it.
 * `--rounds 7` sets the number of rounds. `--quick` runs a tenth of everything that is short, with `ws` and pulsewire alone: two minutes, to check that it works.
 * `--curves` measures cost against numbers instead, and draws pictures in docs/; with `--only queue,topics` some of them.
 */
export function readFlags(args: ReadonlyArray<string>): Flags | CurveFlags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      contenders: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      curves: { type: 'boolean', default: false },
    },
  })
  const only = values.only?.split(',')
  if (values.curves) return { curves: only }
  const wanted = (name: string): boolean => only?.some((start) => name.startsWith(start)) ?? true
  const contenders = values.contenders?.split(',') ?? (values.quick ? quickContenders : everyContender)
  for (const contender of contenders) {
    if (!everyContender.includes(contender)) throw new Error(`no contender ${contender}: ${everyContender.join(', ')}`)
  }
  const picked = workloads.filter(({ name, isLong }) => wanted(name) && !(values.quick && isLong && only === undefined))
  if (picked.length === 0 && !wanted('size')) {
    throw new Error(`no such workload: ${workloads.map(({ name }) => name).join(', ')}, size`)
  }
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5))
  return {
    workloads: picked,
    contenders: ['ws', ...contenders.filter((contender) => contender !== 'ws')],
    rounds,
    quick: values.quick,
    isFull: only === undefined && values.contenders === undefined && !values.quick && rounds >= 5,
    sizes: wanted('size'),
  }
}
