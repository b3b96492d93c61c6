import { hasEffect, inputName, outcomeName } from '../../../spec/machine/describe-edge.ts'
import { type Edge, explore } from '../../../spec/machine/explore.ts'
import { decisionTable } from '../decision-table.ts'
import { conditionNames, conditionsOf } from '../edge-conditions.ts'
import type { Generator } from '../generator.ts'
import { stateOrder } from '../state-order.ts'

const nothing = 'nothing'

function rowsOf(input: string, edges: ReadonlyArray<Edge>): ReadonlyArray<string> {
  const samples = edges.map((edge) => ({
    known: conditionsOf(edge),
    outcome: hasEffect(edge) ? outcomeName(edge) : nothing,
  }))
  return decisionTable(samples, conditionNames)
    .filter(({ outcome }) => outcome !== nothing)
    .map(({ conditions, outcome }) => `| \`${input}\` | ${conditions.join('; ')} | ${outcome} |`)
}

/** The rows of the table, by input and then by state. */
function rowsByInput(): ReadonlyMap<string, ReadonlyMap<string, ReadonlyArray<string>>> {
  const groups = new Map<string, Map<string, Edge[]>>()
  for (const edge of explore()) {
    const [input, state] = [inputName(edge.input), edge.from._tag]
    const states = groups.get(input) ?? new Map<string, Edge[]>()
    groups.set(input, states.set(state, states.get(state) ?? []))
    states.get(state)?.push(edge)
  }
  return new Map(
    [...groups].map(([input, states]) => [
      input,
      new Map([...states].map(([state, edges]) => [state, rowsOf(input, edges)])),
    ]),
  )
}

/** One table for each set of states in which the inputs have the same effect. */
function generate(): string {
  const sections = new Map<string, string[]>()
  for (const states of rowsByInput().values()) {
    for (const [state, rows] of states) {
      const alike = stateOrder.filter((other) => states.get(other)?.join() === rows.join())
      const heading = alike.join(', ')
      if (rows.length > 0 && alike[0] === state) sections.set(heading, [...(sections.get(heading) ?? []), ...rows])
    }
  }
  const head = '| input | when | next | commands |\n|---|---|---|---|'
  const first = (heading: string): number => stateOrder.findIndex((state) => heading.startsWith(state))
  return [...sections]
    .sort(([a], [b]) => first(a) - first(b) || a.length - b.length)
    .map(([heading, rows]) => `### ${heading}\n\n${head}\n${rows.join('\n')}`)
    .join('\n\n')
}

const generator: Generator = { name: 'state-table', target: 'docs/state-machine.md', generate }

export default generator
