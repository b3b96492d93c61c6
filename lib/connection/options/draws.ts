import { discardPromise } from '../../model/mistakes/discard-promise.ts'

/** The part of the core that draws need. */
interface DrawingCore {
  readonly options: { readonly random: () => number }
  ignoreOption(option: string, problem: string, cause: unknown): void
}

/** The random numbers of a connection. A `random` that gives unusable ones is replaced: a delay of `NaN` would be no delay. */
export class Draws {
  readonly #core: DrawingCore
  #random: () => number

  constructor(core: DrawingCore) {
    this.#core = core
    this.#random = core.options.random
  }

  /** Returns a number in [0, 1). */
  next(): number {
    let given: unknown
    try {
      given = this.#random()
      if (typeof given === 'number' && given >= 0 && given < 1) return given
      throw new RangeError('it returned no number in [0, 1)')
    } catch (cause) {
      discardPromise(given)
      this.#random = Math.random
      this.#core.ignoreOption('random', 'random failed (see cause): Math.random replaces it', cause)
      return this.#random()
    }
  }
}
