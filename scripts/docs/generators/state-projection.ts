import { type State, toPublished } from '../../../lib/machine/state.ts'
import { explore } from '../../../spec/machine/explore.ts'
import type { Generator } from '../generator.ts'
import { stateOrder } from '../state-order.ts'

const fields = (value: object): string => {
  const names = Object.keys(value).filter((name) => name !== '_tag')
  return names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ')
}

/** The published state of each internal state, and the fields of both. */
function generate(): string {
  const states = new Map<string, State>()
  for (const { from } of explore()) if (!states.has(from._tag)) states.set(from._tag, from)
  const rows = stateOrder.flatMap((tag) => {
    const state = states.get(tag)
    if (state === undefined) return []
    const published = toPublished(state)
    return [`| \`${state._tag}\` | ${fields(state)} | \`${published._tag}\` | ${fields(published)} |`]
  })
  return ['| internal state | fields | published state | fields |', '|---|---|---|---|', ...rows].join('\n')
}

const generator: Generator = { name: 'state-projection', target: 'docs/state-machine.md', generate }

export default generator
