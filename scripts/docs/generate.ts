/**
 * Rewrites the generated parts of the pages (`npm run docs:generate`). With `--check` it writes nothing, and fails if a
 * page differs from the code.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

import { format, resolveConfig } from 'prettier'

import { root } from '../verify/entry-points.ts'
import { pages } from '../verify/pages.ts'
import type { Generator } from './generator.ts'

const check = process.argv.includes('--check')
const folder = new URL('generators/', import.meta.url)

async function generators(): Promise<readonly Generator[]> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ts')) : []
  const modules = names.map(
    (name) => import(new URL(name, folder).href) as Promise<{ default: Generator | ReadonlyArray<Generator> }>,
  )
  return (await Promise.all(modules)).flatMap((module) => module.default)
}

function replaceBetweenMarkers(page: string, text: string, { name, target }: Generator): string {
  const [opening, closing] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`]
  const [from, to] = [page.indexOf(opening), page.indexOf(closing)]
  if (from < 0 || to < from) throw new Error(`${target} has no ${opening} ... ${closing}`)
  return `${page.slice(0, from + opening.length)}\n\n${text.trim()}\n\n${page.slice(to)}`
}

const all = await generators()
const texts = new Map<string, string>()
for (const generator of all) {
  const page = texts.get(generator.target) ?? readFileSync(root + generator.target, 'utf8')
  texts.set(generator.target, replaceBetweenMarkers(page, await generator.generate(), generator))
}

const problems = pages().flatMap((page) =>
  [...readFileSync(root + page, 'utf8').matchAll(/^<!-- generated:(\S+) -->/gm)]
    .filter(([, name]) => !all.some((generator) => generator.name === name && generator.target === page))
    .map(([marker]) => `${page}: nothing generates ${marker}`),
)

for (const [target, text] of texts) {
  const path = root + target
  const wanted = await format(text, { ...(await resolveConfig(path)), filepath: path })
  if (wanted === readFileSync(path, 'utf8')) continue
  if (check) problems.push(`${target} differs from the code; run npm run docs:generate`)
  else {
    writeFileSync(path, wanted)
    console.log(`${target} rewritten`)
  }
}

for (const problem of problems) console.log(problem)
console.log(`${all.length} generators, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
