/** Gives numbers in [0, 1), always the same ones for the same seed. */
export type Random = () => number

/**
 * Mulberry32 of Tommy Ettinger: 32 bits of state, and good enough for chance in tests.
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

/** A generator of its own for the n-th part of something, so that what one part draws does not move another. */
export function randomPart(seed: number, part: number): Random {
  const random = seededRandom(seed ^ Math.imul(part + 1, 0x9e3779b9))
  // The first numbers of neighbouring seeds resemble each other.
  random()
  return random
}
