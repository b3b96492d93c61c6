import { readFileSync } from 'node:fs'

import { expect } from 'chai'

import { initial, type State, toPublished } from '../../lib/machine/state.ts'
import { transition } from '../../lib/machine/transition.ts'
import { isRest } from '../../lib/model/connection-state.ts'
import { hasEffect, inputName, outcomeName } from './describe-edge.ts'
import { alphabet, basePolicy, explore } from './explore.ts'

type Tag = State['_tag']
type Nexts = Readonly<Record<string, ReadonlyArray<Tag>>>

/** A dial that is not open may end in any way, but for a clean one of ours. */
const dialing: Nexts = {
  Stop: ['Closed'],
  Errored: ['Waiting', 'Failed', 'Closed'],
  Ended: ['Waiting', 'Failed', 'Closed'],
  'Overdue connect': ['Waiting', 'Failed', 'Closed'],
}

const closing: Nexts = { Redial: ['Addressing'], Errored: ['Closed', 'Addressing'], Ended: ['Closed', 'Addressing'] }

/** Where every input may lead from every state. What is not listed means nothing there. */
const documented: Readonly<Record<Tag, Nexts>> = {
  Idle: { Start: ['Addressing'] },
  Addressing: { ...dialing, 'Elapsed connect': ['Addressing'], Addressed: ['Dialing'] },
  Dialing: { ...dialing, 'Elapsed connect': ['Dialing'], Opened: ['Greeting', 'Open'] },
  Greeting: { ...dialing, 'Elapsed connect': ['Greeting'], Greeted: ['Open'] },
  Open: {
    Stop: ['Flushing'],
    Restart: ['Flushing'],
    Redial: ['Addressing'],
    Wake: ['Open'],
    Errored: ['Waiting', 'Failed', 'Closed'],
    Ended: ['Waiting', 'Failed', 'Closed'],
    'Elapsed heartbeat': ['Open'],
    'Overdue heartbeat': ['Open', 'Waiting', 'Failed', 'Closed'],
  },
  Waiting: {
    Stop: ['Closed'],
    Restart: ['Addressing'],
    Redial: ['Addressing'],
    Wake: ['Addressing'],
    'Elapsed retry': ['Addressing'],
  },
  Flushing: {
    ...closing,
    Start: ['Flushing'],
    Stop: ['Flushing'],
    Flushed: ['AwaitingClose'],
    'Elapsed close': ['Flushing'],
    'Overdue close': ['AwaitingClose'],
  },
  AwaitingClose: {
    ...closing,
    Start: ['AwaitingClose'],
    Stop: ['AwaitingClose'],
    'Elapsed close': ['AwaitingClose'],
    'Overdue close': ['Closed', 'Addressing'],
  },
  Closed: { Start: ['Addressing', 'Waiting'] },
  Failed: { Start: ['Addressing', 'Waiting'] },
}

/** The edges of the table, as `state input next`. */
function documentedEdges(): ReadonlySet<string> {
  const edges = Object.entries(documented).flatMap(([from, inputs]) =>
    Object.entries(inputs).flatMap(([input, nexts]) => nexts.map((next) => `${from} ${input} ${next}`)),
  )
  return new Set(edges)
}

/** The rows of the page, without their conditions. A section may stand for several states. */
function printedRows(): ReadonlySet<string> {
  const page = readFileSync(new URL('../../docs/state-machine.md', import.meta.url), 'utf8')
  const table = page.split('<!-- generated:state-table -->')[1] ?? ''
  const rows = table.split(/^### /m).flatMap((section) => {
    const [heading = '', ...lines] = section.split('\n')
    return lines
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .filter((cells) => cells.length === 6 && cells[1]?.startsWith('`'))
      .flatMap(([, input, , next, commands]) => heading.split(', ').map((state) => [state, input, next, commands]))
  })
  return new Set(rows.map((cells) => cells.join(' | ')))
}

const plain = (text: string): string => text.replaceAll('`', '')

describe('transition', function () {
  this.timeout(20_000)

  it('answers every input in every reachable state, and never throws', () => {
    // `explore` would have thrown.
    const reached = new Set(explore().map(({ from }) => from._tag))
    expect([...reached].sort()).to.deep.equal(Object.keys(documented).sort())
    const seen = new Set(explore().map(({ input }) => inputName(input)))
    expect(seen.size).to.equal(19)
  })

  it('goes where its table says, and nowhere else', () => {
    const found = explore()
      .filter(hasEffect)
      .map(({ from, input, step: [next] }) => `${from._tag} ${inputName(input)} ${next._tag}`)
    expect([...new Set(found)].sort()).to.deep.equal([...documentedEdges()].sort())
  })

  it('does what the page on the state machine prints, command by command', () => {
    const found = explore()
      .filter(hasEffect)
      .map((edge) => `${edge.from._tag} | ${inputName(edge.input)} | ${plain(outcomeName(edge))}`)
    expect([...new Set([...printedRows()].map(plain))].sort()).to.deep.equal([...new Set(found)].sort())
  })

  it('answers an input that means nothing with the very same state and no command', () => {
    for (const edge of explore()) {
      const { from, input, step } = edge
      if (documented[from._tag][inputName(input)] !== undefined || !hasEffect(edge)) continue
      expect.fail(`${inputName(input)} means something in ${from._tag}: ${step[0]._tag}`)
    }
    const idle = transition(basePolicy)(initial, { _tag: 'Wake', at: 0, wall: 0, draw: 0 })
    expect(idle[0]).to.equal(initial)
  })

  it('guarantee 12: ignores every report of another epoch, earlier or later, in every state', () => {
    const states = new Map(explore().map((edge) => [edge.from, edge.policy]))
    for (const [from, policy] of states) {
      for (const epoch of [from.epoch - 1, from.epoch + 1]) {
        for (const input of alphabet(epoch)) {
          if (!('epoch' in input)) continue
          const [next, commands] = transition(policy)(from, { ...input, at: 0, wall: 0, draw: 0 })
          if (next !== from || commands.length > 0) expect.fail(`${input._tag} of epoch ${epoch} in ${from._tag}`)
        }
      }
    }
  })

  it('guarantee 12: never uses the epoch of an earlier dial again', () => {
    for (const { from, step } of explore()) {
      const [next, commands] = step
      const dials = commands.filter(({ _tag }) => _tag === 'ResolveAddress').length
      if (next.epoch !== from.epoch + dials) expect.fail(`epoch ${next.epoch} after ${dials} dials from ${from.epoch}`)
    }
  })

  it('changes neither the state nor the input that it is given', () => {
    const frozen = <T extends object>(value: T): T => {
      for (const part of Object.values(value)) {
        if (typeof part === 'object' && part !== null && !(part instanceof Error)) frozen(part as object)
      }
      return Object.freeze(value)
    }
    for (const { policy, from, input } of explore().slice(0, 5_000)) {
      expect(() => transition(policy)(frozen(from), frozen(input))).not.to.throw()
    }
  })

  it('publishes the next state exactly where the published one changes', () => {
    for (const { from, input, step } of explore()) {
      const published = step[1].flatMap((command) => (command._tag === 'PublishState' ? [command.state] : []))
      const next = toPublished(step[0])
      if (next._tag !== toPublished(from)._tag) expect(published.at(-1)).to.deep.equal(next)
      else if (published.length > 0) expect.fail(`${inputName(input)} publishes ${next._tag} in ${from._tag} again`)
    }
  })

  it('passes through a rest on the way to another state only to end a run there', () => {
    for (const { from, step } of explore()) {
      const passed = step[1].filter((command) => command._tag === 'PublishState').slice(0, -1)
      if (passed.length === 0) continue
      expect('afterClose' in from && from.afterClose._tag).to.equal('Start')
      expect(passed.map(({ state }) => isRest(state))).to.deep.equal([true])
    }
  })
})
