import type { Random } from '../../lib/testing/faulty/random.ts'

/** A whole number from `least` to `most`. */
export function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1))
}

export function oneOf<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] as T
}

/** Draws one of several by weight. */
export function weighed<T>(random: Random, choices: ReadonlyArray<readonly [weight: number, draw: () => T]>): T {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0)
  let left = random() * total
  for (const [weight, draw] of choices) {
    left -= weight
    if (left < 0) return draw()
  }
  throw new Error('nothing drawn: all weights are 0')
}
