/** Returns numbers in [0, 1): the same sequence for the same seed. */
export type Random = () => number

/**
 * Mulberry32 by Tommy Ettinger: 32 bits of state, good enough for tests.
 *
 * @param seed - an integer; its lower 32 bits count
 */
export function seededRandom(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Makes an independent generator for the n-th part of a simulation: draws of one part do not change those of another. */
export function randomPart(seed: number, part: number): Random {
  const random = seededRandom(seed ^ Math.imul(part + 1, 0x9e3779b9))
  // The first numbers of neighbouring seeds are similar: skip one.
  random()
  return random
}
