import { readdirSync, readFileSync } from 'node:fs'

import { root } from '../../verify/entry-points.ts'
import type { Generator } from '../generator.ts'

const folder = 'examples/recipes/'

/** Each recipe as it is run by the specs. */
const recipes: readonly Generator[] = readdirSync(root + folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({
    name: `recipe-${name.slice(0, -'.ts'.length)}`,
    target: 'docs/bridges.md',
    generate: () => `\`\`\`ts\n${readFileSync(root + folder + name, 'utf8').trim()}\n\`\`\``,
  }))

export default recipes
