import { readFileSync, writeFileSync } from 'node:fs'

import { format, resolveConfig } from 'prettier'

import { areas } from './areas.ts'
import { reasonFor } from './reasons.ts'
import { type FileResult, readResults, type Survivor } from './report.ts'

const page = 'docs/mutation.md'

/** The folders whose results are summed up. */
const folders = ['lib/machine/', 'lib/connection/']

/** The longest code that a table shows whole. */
const longest = 90

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`

const sum = (results: ReadonlyArray<FileResult>, field: 'killed' | 'total' | 'timeouts' | 'ignored'): number =>
  results.reduce((total, result) => total + result[field], 0)

/** Code in a cell of a table. */
function inline(code: string): string {
  const text = code.length > longest ? `${code.slice(0, longest)} ...` : code
  const fence = text.includes('`') ? '``' : '`'
  return `${fence} ${text} ${fence}`.replaceAll('|', '\\|')
}

const change = ({ original, replacement }: Survivor): string =>
  `${inline(original)} becomes ${replacement === '' ? 'nothing' : inline(replacement)}`

function row(name: string, results: ReadonlyArray<FileResult>): string {
  const [killed, total] = [sum(results, 'killed'), sum(results, 'total')]
  const cells = [`${killed} of ${total}`, percent(killed, total), sum(results, 'timeouts'), sum(results, 'ignored')]
  return `| ${[name, ...cells].join(' | ')} |`
}

function resultsTable(all: ReadonlyArray<FileResult>, folder: string): string {
  const results = all.filter(({ file, total }) => file.startsWith(folder) && total > 0)
  return [
    '| file | killed | share | of these by timeout | not measured |',
    '| --- | --- | --- | --- | --- |',
    row(`**\`${folder}\`**`, results),
    ...results.map((result) => row(`\`${result.file}\``, [result])),
  ].join('\n')
}

/** One row for each reason in a file. */
function survivorsTable(results: ReadonlyArray<FileResult>): string {
  const rows = results.flatMap(({ file, survivors }) =>
    [...new Set(survivors.map(reasonFor))].map((reason) => {
      const alike = survivors.filter((survivor) => reasonFor(survivor) === reason).map(change)
      return `| \`${file}\` | ${alike.join('<br>')} | ${reason ?? 'not looked at yet'} |`
    }),
  )
  return ['| file | change | reason |', '| --- | --- | --- |', ...rows].join('\n')
}

function replaceBetween(text: string, name: string, table: string): string {
  const [opening, closing] = [`<!-- measured:${name} -->`, `<!-- /measured:${name} -->`]
  const [from, to] = [text.indexOf(opening), text.indexOf(closing)]
  if (from < 0 || to < from) throw new Error(`${page} has no ${opening} ... ${closing}`)
  return `${text.slice(0, from + opening.length)}\n\n${table}\n\n${text.slice(to)}`
}

/** Writes the measured tables of the page. Returns what is missing: results of changed files, and reasons. */
export async function writePage(): Promise<ReadonlyArray<string>> {
  const results = areas.flatMap(readResults)
  const tables = folders.map((folder) => resultsTable(results, folder)).join('\n\n')
  let text = replaceBetween(readFileSync(page, 'utf8'), 'results', tables)
  text = replaceBetween(text, 'survivors', survivorsTable(results))
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }))
  return results.flatMap(({ file, isStale, survivors }) => [
    ...(isStale ? [`${file} has changed since it was measured`] : []),
    ...survivors
      .filter((survivor) => reasonFor(survivor) === undefined)
      .map((survivor) => `${file}:${survivor.line} has no reason: ${survivor.original} => ${survivor.replacement}`),
  ])
}
