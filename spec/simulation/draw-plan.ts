import { type Random, randomPart } from '../../lib/testing/faulty/random.ts'
import { oneOf, weighed, whole } from './draw.ts'
import { drawScript } from './draw-script.ts'
import { drawNetwork, drawSettings } from './draw-settings.ts'
import { withPatterns } from './patterns/draw-patterns.ts'
import type { Action, Plan } from './plan.ts'

const stepsOfRun = 200
const scriptsOfRun = 40

/** Draws a whole run from its seed. */
export function drawPlan(seed: number): Plan {
  const acting = randomPart(seed, 3)
  const emphasis = drawEmphasis(randomPart(seed, 6))
  return {
    seed,
    settings: drawSettings(randomPart(seed, 0)),
    network: drawNetwork(randomPart(seed, 1)),
    scripts: Array.from({ length: scriptsOfRun }, (_, dial) => drawScript(randomPart(seed, 10 + dial), dial)),
    steps: withPatterns(
      seed,
      Array.from({ length: stepsOfRun }, () => ({ act: drawAction(acting, emphasis), pause: drawPause(acting) })),
    ),
  }
}

function drawPause(random: Random): number {
  return weighed(random, [
    [6, () => 0],
    [8, () => whole(random, 1, 5)],
    [4, () => whole(random, 6, 30)],
    [1, () => whole(random, 31, 250)],
  ])
}

const tags = ['Connecting', 'Open', 'Open', 'Waiting', 'Closing', 'Closed', 'Failed', 'Message', 'Fault'] as const

/** Factors of the weights of a run, by kind of action. */
type Emphasis = ReadonlyArray<number>

/** Most kinds of actions that a run may have. */
const kinds = 32

/**
 * Lets each run emphasize some kinds of actions and leave out others: many bugs need two of them in the same moment, or
 * one without another (swarm testing, Groce et al. 2012).
 */
function drawEmphasis(random: Random): Emphasis {
  return Array.from({ length: kinds }, (_, kind) => oneOf(random, kind === 0 ? [1] : [0, 1, 1, 1, 1, 6]))
}

function drawAction(random: Random, emphasis: Emphasis): Action {
  const id = (): number => whole(random, 0, 2)
  const sender = (): number => whole(random, 0, 3)
  const choices: ReadonlyArray<readonly [weight: number, draw: () => Action]> = [
    [8, () => ({ _tag: 'Lease', id: id(), taking: oneOf(random, ['events', 'values', 'nothing', 'torn']) })],
    [2.5, () => ({ _tag: 'Release', id: id() })],
    [0.7, () => ({ _tag: 'Reload' })],
    [
      12,
      () => ({
        _tag: 'Send',
        sender: sender(),
        count: oneOf(random, [1, 1, 1, 1, 3, 3, 8, 60]),
        size: oneOf(random, [0, 0, 30]),
        slow: oneOf(random, [0, 0, 0, 0, 0, 0, 0, 30, 120, 300]),
      }),
    ],
    [0.7, () => ({ _tag: 'SendNonsense', sender: sender(), throws: random() < 0.4 })],
    [0.7, () => ({ _tag: 'Finish', sender: sender() })],
    [1, () => ({ _tag: 'Withdraw', sender: sender() })],
    [
      2,
      () => ({
        _tag: 'Receive',
        id: id(),
        taking: oneOf(random, ['values', 'events', 'texts', 'bytes']),
        throws: oneOf(random, ['nothing', 'nothing', 'next', 'pipeline']),
      }),
    ],
    [1, () => ({ _tag: 'Leave', id: id() })],
    [
      1.5,
      () => ({
        _tag: 'Pace',
        id: id(),
        delay: oneOf(random, [0, 0, 15, 40, 120]),
        work: oneOf(random, [0, 5, 20, 60]),
        mark: whole(random, 1, 4),
        throws: random() < 0.1,
      }),
    ],
    [1, () => ({ _tag: 'Unpace', id: id() })],
    [1.2, () => ({ _tag: 'Stop', code: oneOf(random, [1000, 1000, 3000, 1005]), throws: random() < 0.2 })],
    [
      1.5,
      () => ({
        _tag: 'Restart',
        how: oneOf(random, ['plain', 'plain', 'coded', 'abandon', 'abandon', 'invalid']),
        throws: random() < 0.2,
      }),
    ],
    [1, () => ({ _tag: 'Wake' })],
    [3, () => ({ _tag: 'LateSocket', what: oneOf(random, ['opened', 'received', 'ponged', 'ended', 'done']) })],
    [0.2, () => ({ _tag: 'Sleep', ms: whole(random, 50, 2_000) })],
    [0.3, () => ({ _tag: 'SetClock', ms: oneOf(random, [-3_600_000, -50, 50, 3_600_000]) })],
    [0.6, () => ({ _tag: 'Block', ms: whole(random, 5, 400) })],
    [
      1,
      () => ({
        _tag: 'Pull',
        id: id(),
        count: oneOf(random, [0, 1, 5, 40]),
        iterator: oneOf(random, ['plain', 'async', 'next throws', 'next rejects', 'return throws']),
      }),
    ],
    [0.7, () => ({ _tag: 'Unpull', id: id() })],
    [0.7, () => ({ _tag: 'SendBlindly', throws: oneOf(random, ['next', 'pipeline']) })],
    [3, () => ({ _tag: 'Within', tag: oneOf(random, tags), act: drawAction(random, emphasis) })],
  ]
  return weighed(
    random,
    choices.map(([weight, draw], kind) => [weight * (emphasis[kind] ?? 1), draw] as const),
  )
}
