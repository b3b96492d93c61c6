import { existsSync, readFileSync } from 'node:fs'

import type { Area } from './areas.ts'
import { reasonFor } from './reasons.ts'

interface Place {
  readonly line: number
  readonly column: number
}

interface Mutant {
  readonly status: string
  readonly replacement?: string
  readonly location: { readonly start: Place; readonly end: Place }
}

/** The part of Stryker's report that is read here (mutation-testing-report-schema). */
interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: ReadonlyArray<Mutant> }>>
}

/** A change that no spec notices. */
export interface Survivor {
  readonly file: string
  readonly line: number
  readonly original: string
  readonly replacement: string
}

/** The result of a file. */
export interface FileResult {
  readonly file: string
  readonly killed: number
  /** Of those killed: the specs did not end in time. */
  readonly timeouts: number
  /** Not measured, since they are in code that runs once while its module is loaded. */
  readonly ignored: number
  readonly total: number
  readonly survivors: ReadonlyArray<Survivor>
  /** Whether the file has changed since it was measured. */
  readonly isStale: boolean
}

const survived = new Set(['Survived', 'NoCoverage'])

/** The text of a place, without the indentation of its lines. */
function excerpt(source: string, { start, end }: Mutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  lines.push((lines.pop() ?? '').slice(0, end.column - 1))
  lines.unshift((lines.shift() ?? '').slice(start.column - 1))
  return flat(lines.join('\n'))
}

const flat = (code: string): string => code.replaceAll(/\s*\n\s*/g, ' ')

/** Where Stryker keeps the results of an area. A second run measures only the difference to them. */
export const reportOf = ({ name }: Area): string => `temp/mutation/${name}.json`

/** Reads the results of an area, by file. */
export function readResults(area: Area): ReadonlyArray<FileResult> {
  const path = reportOf(area)
  if (!existsSync(path)) throw new Error(`no results: run npm run lab -- mutate ${area.name}`)
  const { files } = JSON.parse(readFileSync(path, 'utf8')) as Report
  return Object.entries(files)
    .filter(([file]) => existsSync(file))
    .map(([file, { source, mutants }]) => {
      const toSurvivor = ({ location, replacement = '' }: Mutant): Survivor => ({
        file,
        line: location.start.line,
        original: excerpt(source, location),
        replacement: flat(replacement),
      })
      // A busy machine lets specs time out although the change makes no difference.
      const isLate = (mutant: Mutant): boolean =>
        mutant.status === 'Timeout' && reasonFor(toSurvivor(mutant)) !== undefined
      const survivors = mutants.filter((mutant) => survived.has(mutant.status) || isLate(mutant)).map(toSurvivor)
      const count = (...statuses: string[]): number => mutants.filter(({ status }) => statuses.includes(status)).length
      const timeouts = count('Timeout') - mutants.filter(isLate).length
      const killed = count('Killed') + timeouts
      const isStale = source !== readFileSync(file, 'utf8')
      return {
        ...{ file, killed, timeouts, ignored: count('Ignored') },
        ...{ total: killed + survivors.length, survivors, isStale },
      }
    })
    .sort((one, other) => one.file.localeCompare(other.file))
}
