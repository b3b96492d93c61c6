import { readFileSync } from 'node:fs'

import { root } from '../../verify/entry-points.ts'
import type { Generator } from '../generator.ts'

const names = ['token-refresh', 'server-restarts', 'rate-limits', 'going-offline', 'shutting-down']

/** Each recipe is a program in examples/resilience/, shown whole on a page of its own. */
const generators: ReadonlyArray<Generator> = names.map((name) => ({
  name,
  target: `docs/recipes/${name}.md`,
  generate: () => {
    const source = readFileSync(`${root}examples/resilience/${name}.ts`, 'utf8')
    // It stands on a server beside it, so it is compiled where it is and not with the snippets.
    return `\`\`\`ts no-check\n${source}\`\`\``
  },
}))

export default generators
