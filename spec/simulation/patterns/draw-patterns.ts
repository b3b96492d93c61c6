import { type Random, randomPart } from '../../../lib/testing/faulty/random.ts'
import { oneOf, weighed, whole } from '../draw.ts'
import type { Step } from '../plan.ts'
import type { PatternAction, PatternSettings } from './action.ts'

/** The part of runs that use requests and topics. */
const share = 0.5

/**
 * Adds actions on requests and topics to the steps of a run. They have a randomness of their own, so that the other steps
 * of a seed stay what they are.
 */
export function withPatterns(seed: number, steps: ReadonlyArray<Step>): ReadonlyArray<Step> {
  const random = randomPart(seed, 7)
  if (random() >= share) return steps
  const density = oneOf(random, [0.2, 0.6])
  return steps.flatMap((step) => (random() < density ? [{ act: drawAct(random), pause: 0 }, step] : [step]))
}

function drawAct(random: Random): Step['act'] {
  const act = { _tag: 'Pattern', act: drawPattern(random) } as const
  return random() < 0.25
    ? { _tag: 'Within', tag: oneOf(random, ['Open', 'Connecting', 'Waiting', 'Message']), act }
    : act
}

function drawPattern(random: Random): PatternAction {
  const id = (): number => whole(random, 0, 4)
  return weighed<PatternAction>(random, [
    [6, () => ({ _tag: 'Ask' })],
    [1, () => ({ _tag: 'LeaveRequest' })],
    [1, () => ({ _tag: 'LateReply' })],
    [4, () => ({ _tag: 'Join', id: id(), key: oneOf(random, ['A', 'B', 'C']) })],
    [3, () => ({ _tag: 'LeaveTopic', id: id() })],
    [5, () => ({ _tag: 'Queue' })],
  ])
}

export function drawPatternSettings(seed: number): PatternSettings {
  const random = randomPart(seed, 8)
  return { resend: random() < 0.5, timeout: oneOf(random, [10, 60, 400]) }
}
