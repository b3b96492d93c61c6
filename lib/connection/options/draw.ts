import { discardPromise } from '../../model/mistakes/discard-promise.ts'

/** The part of the core that a draw needs. */
interface DrawingCore {
  random: () => number
  ignoreOption(option: string, problem: string, cause: unknown): void
}

/**
 * Returns a number in [0, 1). A `random` of the user that gives none is replaced for good: a delay of `NaN` would be no delay.
 */
export function draw(core: DrawingCore): number {
  const { random } = core
  let given: unknown
  try {
    given = random()
    if (typeof given === 'number' && given >= 0 && given < 1) return given
    throw new RangeError('it returned no number in [0, 1)')
  } catch (cause) {
    discardPromise(given)
    core.random = Math.random
    core.ignoreOption('random', 'random failed (see cause): Math.random replaces it', cause)
    return Math.random()
  }
}
