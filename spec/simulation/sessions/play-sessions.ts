import { randomPart } from '../../../lib/testing/faulty/random.ts'
import { type Direction, World, type WorldAction } from '../../patterns/session/world.ts'
import { oneOf } from '../draw.ts'
import { drawActions, type SessionRunKind } from './draw-actions.ts'
import { InFlightWitness } from './in-flight-witness.ts'

/** A guarantee of sessions that a run has broken. */
export interface SessionViolation {
  readonly guarantee: 'D1' | 'D2' | 'D4'
  readonly what: string
}

/** The outcome of a run. */
export interface SessionOutcome {
  readonly violation: SessionViolation | undefined
  readonly faults: number
  readonly trace: ReadonlyArray<string>
}

const numberOf = (value: string): number => Number(value.slice(1))

/** Values that arrived come once and in order. Without a loss, no value is missing. */
function judgeArrivals({ given, arrived }: Direction, isWhole: boolean): SessionViolation | undefined {
  for (const [index, value] of arrived.entries()) {
    const isNext = index === 0 || numberOf(value) > numberOf(arrived[index - 1] ?? '')
    if (!isNext) return { guarantee: 'D1', what: `${value} arrived after ${arrived[index - 1]}` }
    if (isWhole && value !== given[index]) return { guarantee: 'D1', what: `${value} arrived, and not ${given[index]}` }
  }
  return undefined
}

/** Each value has at most one result, in order. A `Right` is true, and nothing is uncertain without a loss. */
function judgeResults(
  { given, results, arrived }: Direction,
  isWhole: boolean,
  isOneSession = true,
): SessionViolation | undefined {
  const seen = new Set(arrived)
  for (const [index, [value, result]] of results.entries()) {
    // Each session of the server has results of its own.
    if (isOneSession && value !== given[index])
      return { guarantee: 'D2', what: `a result of ${value}, and not of ${given[index]}` }
    if (result === value && !seen.has(value))
      return { guarantee: 'D2', what: `Right of ${value}, which has not arrived` }
    if (result === 'SessionEnded' && seen.has(value))
      return { guarantee: 'D2', what: `${value} arrived and was never sent` }
    if (isWhole && result !== value)
      return { guarantee: 'D1', what: `${result} of ${value}, though no session was lost` }
  }
  return undefined
}

function describe(action: WorldAction): string {
  const { _tag, ...fields } = action
  return [_tag, ...Object.values(fields as Readonly<Record<string, unknown>>).map(String)].join(' ')
}

/** Plays one run of a session between two ends, and judges it after each action. */
export function playSessions(seed: number): SessionOutcome {
  const random = randomPart(seed, 1)
  const kind: SessionRunKind = oneOf(random, ['Drops', 'Drops', 'Forgets', 'Lies'])
  const inFlight = oneOf(random, [1, 3, 64])
  const witness = new InFlightWitness(inFlight)
  const world = new World(randomPart(seed, 2), inFlight, (...message) => witness.saw(...message))
  const trace: string[] = []
  let faults = 0

  /** @param isOver - whether everything that can arrive has arrived */
  const judge = (isOver: boolean): SessionViolation | undefined => {
    const { asked, pushed } = world
    const isCertain = kind === 'Drops'
    // A peer that lies makes values of its own, so nothing can be said about those that arrive.
    const judged =
      kind === 'Lies'
        ? undefined
        : (judgeArrivals(asked, isCertain) ??
          judgeResults(asked, isCertain) ??
          judgeArrivals(pushed, isCertain && world.begun < 2) ??
          judgeResults(pushed, isCertain && world.begun < 2, world.begun < 2))
    if (judged !== undefined) return judged
    // The witness does not see forged acknowledgements.
    if (kind === 'Lies') return undefined
    if (witness.violation !== undefined) return { guarantee: 'D4', what: witness.violation }
    if (!isOver) return undefined
    const isMissing = isCertain && asked.arrived.length < asked.given.length
    if (isMissing) return { guarantee: 'D1', what: `${asked.arrived.length} of ${asked.given.length} arrived` }
    const isPending = asked.results.length < asked.given.length
    return isPending
      ? { guarantee: 'D2', what: `${asked.results.length} of ${asked.given.length} have a result` }
      : undefined
  }

  const act = (action: WorldAction, isOver = false): SessionViolation | undefined => {
    trace.push(describe(action))
    if (!['Deliver', 'Push', 'Pass', 'Start', 'Stop'].includes(action._tag)) faults++
    world.act(action)
    return judge(isOver)
  }
  // At last it is calm.
  const calm: ReadonlyArray<WorldAction> = [{ _tag: 'Start' }, { _tag: 'Pass', ms: 1_000 }, { _tag: 'Start' }]
  for (const action of [...drawActions(random, kind), ...calm]) {
    const violation = act(action)
    if (violation !== undefined) return { violation, faults, trace }
  }
  return { violation: act({ _tag: 'Pass', ms: 2_000 }, true), faults, trace }
}
