import { readFileSync } from 'node:fs'

import { root } from '../../verify/entry-points.ts'
import type { Generator } from '../generator.ts'

/** The rows of bench/RESULTS.md that the README shows, each with its title there. */
const shown: ReadonlyArray<readonly [workload: string, figure: string, words: string]> = [
  ['receive-text64-1', 'CPU per message', 'receive 64 B of text'],
  ['receive-text64-10', 'CPU per message', 'the same, 10 subscribers'],
  ['receive-json256-1', 'CPU per message', 'receive 256 B of JSON (pulsewire: checked by io-ts)'],
  ['send-text64-64', 'CPU per message', 'send 64 B of text, 64 in a tick'],
  ['send-text64-1', 'CPU per message', 'the same, one in a tick'],
  ['echo-128', 'CPU per message', 'echo, 128 in flight'],
  ['idle', 'heap each', 'heap of an idle connection'],
  ['slow-consumer', 'peak growth, live', 'growth behind a slow consumer'],
]

/** The columns, by their names in bench/RESULTS.md, and the name under which each library is imported. */
const contenders: ReadonlyArray<readonly [name: string, heading: string]> = [
  ['pulsewire', 'pulsewire'],
  ['rxjs-web-socket', 'rxjs/webSocket'],
  ['reconnecting-websocket', 'reconnecting-websocket'],
  ['partysocket', 'partysocket'],
]

/** The lines of the last run's first table, as fields. */
function readRows(): ReadonlyArray<ReadonlyArray<string>> {
  const lines = readFileSync(`${root}bench/RESULTS.md`, 'utf8').split('\n')
  const first = lines.findIndex((line) => line.startsWith('| workload'))
  const table = lines.slice(first, lines.indexOf('', first))
  return table.map((line) => line.split('|').map((field) => field.trim()))
}

/** A median without its range. */
const median = (field: string | undefined): string => (field ?? '').replace(/ \([^)]*\)/, '')

function generate(): string {
  const [heading, , ...rows] = readRows()
  if (heading === undefined) throw new Error('bench/RESULTS.md holds no table')
  const lines = shown.map(([workload, figure, words]) => {
    const row = rows.find((fields) => fields[1] === workload && fields[2] === figure)
    if (row === undefined) throw new Error(`bench/RESULTS.md has no ${workload}, ${figure}`)
    return [words, ...contenders.map(([name]) => median(row[heading.indexOf(name)]))]
  })
  const table = [
    ['ratio to `ws`', ...contenders.map(([, each]) => each)],
    ['---', ...contenders.map(() => '---')],
    ...lines,
  ]
  return table.map((fields) => `| ${fields.join(' | ')} |`).join('\n')
}

const generator: Generator = { name: 'speed', target: 'README.md', generate }

export default generator
