import { hasEffect, inputName } from '../../../spec/machine/describe-edge.ts'
import { explore } from '../../../spec/machine/explore.ts'
import type { Generator } from '../generator.ts'
import { stateOrder } from '../state-order.ts'

/** One arrow for each pair of states, labelled with the inputs that lead from one to the other. */
function generate(): string {
  const arrows = new Map<string, Set<string>>()
  for (const edge of explore()) {
    const { from, input, step } = edge
    if (!hasEffect(edge)) continue
    const arrow = `${from._tag} --> ${step[0]._tag}`
    arrows.set(arrow, (arrows.get(arrow) ?? new Set()).add(inputName(input)))
  }
  const lines = stateOrder.flatMap((state) =>
    [...arrows]
      .filter(([arrow]) => arrow.startsWith(`${state} `))
      .map(([arrow, inputs]) => `  ${arrow}: ${[...inputs].join(', ')}`),
  )
  return ['```mermaid', 'stateDiagram-v2', '  direction TB', '  [*] --> Idle', ...lines, '```'].join('\n')
}

const generator: Generator = { name: 'state-diagram', target: 'docs/state-machine.md', generate }

export default generator
