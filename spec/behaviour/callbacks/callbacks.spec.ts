import { options } from './options.ts'
import { patterns } from './patterns.ts'
import { play } from './row.ts'
import { sources } from './sources.ts'
import { ends, subscribers } from './subscribers.ts'
import { transports } from './transports.ts'

const rows = [...options, ...transports, ...subscribers, ...ends, ...sources, ...patterns]

describe('guarantee 10: a callback that fails ends at its owner, and the connection goes on', () => {
  for (const row of rows) it(row.title, () => play(row))
})
