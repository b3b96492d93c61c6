import { readFileSync } from 'node:fs'

import { root } from '../../verify/entry-points.ts'
import type { Generator } from '../generator.ts'

/** The limits that `size-limit` holds the bundles to: what the README says is what is checked. */
function generate(): string {
  const limits = JSON.parse(readFileSync(`${root}.size-limit.json`, 'utf8')) as ReadonlyArray<{
    readonly name: string
    readonly limit: string
  }>
  return ['| part | at most |', '|---|---|', ...limits.map(({ name, limit }) => `| ${name} | ${limit} |`)].join('\n')
}

const generator: Generator = { name: 'sizes', target: 'README.md', generate }

export default generator
