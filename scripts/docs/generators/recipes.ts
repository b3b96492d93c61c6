import { readFileSync } from 'node:fs'

import { root } from '../../verify/entry-points.ts'
import type { Generator } from '../generator.ts'

/** A file of examples/ that a page shows whole. It is compiled where it is, and run by the specs. */
const shown = (page: string, file: string): Generator => ({
  name: file.slice(file.indexOf('/') + 1),
  target: `docs/recipes/${page}.md`,
  generate: () => `\`\`\`ts no-check\n${readFileSync(`${root}examples/${file}.ts`, 'utf8')}\`\`\``,
})

/** Programs, each on a page of its own. */
const programs = ['token-refresh', 'server-restarts', 'rate-limits', 'going-offline', 'shutting-down']

const generators: ReadonlyArray<Generator> = [
  ...programs.map((name) => shown(name, `resilience/${name}`)),
  shown('token-refresh', 'patterns/token-renewal'),
  shown('json-rpc', 'patterns/json-rpc'),
  shown('graphql', 'patterns/graphql'),
  shown('order-book', 'patterns/order-book'),
  shown('phoenix', 'patterns/phoenix'),
  shown('stomp', 'patterns/stomp'),
]

export default generators
