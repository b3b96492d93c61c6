import { type Random, randomPart } from '../../lib/testing/faulty/random.ts'
import { oneOf, weighed, whole } from './draw.ts'
import { drawScript } from './draw-script.ts'
import { drawNetwork, drawSettings } from './draw-settings.ts'
import type { Action, Plan } from './plan.ts'

const stepsOfRun = 200
const scriptsOfRun = 40

/** Draws a whole run from its seed. */
export function drawPlan(seed: number): Plan {
  const acting = randomPart(seed, 3)
  return {
    seed,
    settings: drawSettings(randomPart(seed, 0)),
    network: drawNetwork(randomPart(seed, 1)),
    scripts: Array.from({ length: scriptsOfRun }, (_, dial) => drawScript(randomPart(seed, 10 + dial), dial)),
    steps: Array.from({ length: stepsOfRun }, () => ({ act: drawAction(acting), pause: drawPause(acting) })),
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

function drawAction(random: Random): Action {
  const id = (): number => whole(random, 0, 2)
  return weighed<Action>(random, [
    [8, () => ({ _tag: 'Lease', id: id(), taking: oneOf(random, ['events', 'values', 'nothing']) })],
    [2.5, () => ({ _tag: 'Release', id: id() })],
    [0.7, () => ({ _tag: 'Reload' })],
    [
      12,
      () => ({ _tag: 'Send', sender: id(), count: oneOf(random, [1, 1, 1, 3, 8]), size: oneOf(random, [0, 0, 30]) }),
    ],
    [0.7, () => ({ _tag: 'SendNonsense', sender: id() })],
    [0.7, () => ({ _tag: 'Finish', sender: id() })],
    [1, () => ({ _tag: 'Withdraw', sender: id() })],
    [
      2,
      () => ({
        _tag: 'Receive',
        id: id(),
        taking: oneOf(random, ['values', 'events', 'texts', 'bytes']),
        throws: random() < 0.3,
      }),
    ],
    [1, () => ({ _tag: 'Leave', id: id() })],
    [
      1,
      () => ({ _tag: 'Pace', id: id(), work: whole(random, 0, 20), mark: whole(random, 1, 4), throws: random() < 0.1 }),
    ],
    [1, () => ({ _tag: 'Unpace', id: id() })],
    [1.2, () => ({ _tag: 'Stop', code: oneOf(random, [1000, 1000, 3000, 1005]) })],
    [1.2, () => ({ _tag: 'Restart' })],
    [1, () => ({ _tag: 'Wake' })],
    [3, () => ({ _tag: 'LateSocket', what: oneOf(random, ['opened', 'received', 'ponged', 'ended', 'done']) })],
    [0.2, () => ({ _tag: 'Sleep', ms: whole(random, 50, 2_000) })],
    [3, () => ({ _tag: 'Within', tag: oneOf(random, tags), act: drawAction(random) })],
  ])
}
