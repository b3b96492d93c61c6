import type { Points } from './curve.ts'

/**
 * The exponent of a cost over the upper half of the sizes: the slope of log cost against log size, by least squares. 1 is
 * linear, 0 constant, 2 quadratic.
 */
export function exponentOf({ points }: Points): number {
  const upper = points
    .slice(Math.floor(points.length / 2))
    .map(([size, cost]) => [Math.log(size), Math.log(cost)] as const)
  const mean = (at: 0 | 1): number => upper.reduce((sum, point) => sum + point[at], 0) / upper.length
  const [x, y] = [mean(0), mean(1)]
  const covariance = upper.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  return covariance / upper.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
}

/** The largest exponent that counts as linear: processor caches and the garbage collector make large sizes a little dearer. */
export const steepest = 1.15
