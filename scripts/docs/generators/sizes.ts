import { readFileSync } from 'node:fs'

import { root } from '../../verify/entry-points.ts'
import type { Generator } from '../generator.ts'

/** The limits of `size-limit`: the page shows the numbers that are checked. */
function generate(): string {
  const limits = JSON.parse(readFileSync(`${root}.size-limit.json`, 'utf8')) as ReadonlyArray<{
    readonly name: string
    readonly limit: string
  }>
  return ['| part | at most |', '|---|---|', ...limits.map(({ name, limit }) => `| ${name} | ${limit} |`)].join('\n')
}

const generator: Generator = { name: 'sizes', target: 'docs/bridges.md', generate }

export default generator
