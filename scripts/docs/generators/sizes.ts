import { root } from '../../verify/entry-points.ts'
import type { Generator } from '../generator.ts'

interface Limit {
  readonly name: string
  readonly limit: string
}

const { default: limits } = (await import(`${root}.size-limit.mjs`)) as { readonly default: ReadonlyArray<Limit> }

/** The limits of `size-limit`: the page shows the numbers that are checked. */
function generate(): string {
  return ['| part | at most |', '|---|---|', ...limits.map(({ name, limit }) => `| ${name} | ${limit} |`)].join('\n')
}

const generator: Generator = { name: 'sizes', target: 'docs/bridges.md', generate }

export default generator
