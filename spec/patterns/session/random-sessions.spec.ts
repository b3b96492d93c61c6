import { expect } from 'chai'
import fc from 'fast-check'

import { randomPart } from '../../../lib/testing/faulty/random.ts'
import { type Direction, World, type WorldAction } from './world.ts'

const weighted = <A extends WorldAction>(weight: number, arbitrary: fc.Arbitrary<A>): fc.WeightedArbitrary<A> => ({
  weight,
  arbitrary,
})

const common = [
  weighted(8, fc.constant({ _tag: 'Deliver' as const })),
  weighted(8, fc.constant({ _tag: 'Push' as const })),
  weighted(
    3,
    fc.record({ _tag: fc.constant('Cut' as const), server: fc.constantFrom('AtOnce' as const, 'Late', 'Never') }),
  ),
  weighted(1, fc.constant({ _tag: 'Stop' as const })),
  weighted(2, fc.constant({ _tag: 'Start' as const })),
  weighted(6, fc.record({ _tag: fc.constant('Pass' as const), ms: fc.nat(12) })),
] as const

const plans = (...actions: ReadonlyArray<fc.WeightedArbitrary<WorldAction>>): fc.Arbitrary<WorldAction[]> =>
  fc.array(fc.oneof(...actions), { maxLength: 60 })

function play(actions: ReadonlyArray<WorldAction>, seed: number, inFlight: number): World {
  const world = new World(randomPart(seed, 1), inFlight)
  for (const action of actions) world.act(action)
  // Calm: everything that can arrive does.
  world.start()
  world.clock.pass(1_000)
  world.start()
  world.clock.pass(2_000)
  return world
}

const isIncreasing = (values: ReadonlyArray<string>): boolean =>
  values.every((value, index) => index === 0 || Number(value.slice(1)) > Number(values[index - 1]?.slice(1)))

/** D1 and D2: each message arrives at most once, in order; each has one result; no result is wrong. */
function check({ given, results, arrived }: Direction, isLost: boolean): void {
  expect(isIncreasing(arrived), `arrived ${arrived.join()}`).to.equal(true)
  for (const [value, result] of results) {
    if (result === value) expect(arrived, `Right of ${value}`).to.include(value)
    else expect([isLost, result]).to.deep.equal([true, result])
    if (result === 'SessionEnded') expect(arrived).not.to.include(value)
  }
  if (isLost) return
  expect(arrived).to.deep.equal(given)
  expect(results.map(([, result]) => result)).to.deep.equal(given)
}

describe('a session between two ends, at random', () => {
  it('D1: delivers every message once, in order, both ways, whatever is cut', () => {
    fc.assert(
      fc.property(plans(...common), fc.nat(), fc.constantFrom(1, 3, 64), (actions, seed, inFlight) => {
        const world = play(actions, seed, inFlight)
        check(world.asked, false)
        check(world.pushed, world.begun > 1)
        expect(world.continuities.values).not.to.include('lost')
        const faults = new Set(world.errors.values.map(({ _tag }) => _tag))
        expect([...faults].filter((tag) => tag !== 'ConnectionLost' && tag !== 'ConnectTimedOut')).to.deep.equal([])
      }),
      { numRuns: 25 },
    )
  })

  it('D2: a server that forgets makes no result wrong and repeats no message', () => {
    const forgetful = plans(...common, weighted(2, fc.constant({ _tag: 'Forget' as const })))
    fc.assert(
      fc.property(forgetful, fc.nat(), fc.constantFrom(1, 3, 64), (actions, seed, inFlight) => {
        const world = play(actions, seed, inFlight)
        check(world.asked, true)
        check(world.pushed, true)
        expect(world.asked.results).to.have.length(world.asked.given.length)
      }),
      { numRuns: 25 },
    )
  })

  const number = fc.oneof(fc.nat(5), fc.constantFrom(64, 1e6, Number.MAX_SAFE_INTEGER, 2 ** 53, 1e300))
  const data = fc.oneof(
    number.map((n) => `a${n}`),
    number.map((n) => `m${n}:forged`),
    fc.record({ id: fc.string(), got: number }).map((hello) => `h${JSON.stringify(hello)}`),
    fc
      .record({ id: fc.string(), got: number, continuity: fc.constantFrom('fresh', 'resumed', 'lost') })
      .map((welcome) => `w${JSON.stringify(welcome)}`),
    fc.string(),
  )
  it('a hostile peer ends its socket or is ignored, and what waits stays within the window', () => {
    const hostile = plans(
      ...common,
      weighted(3, fc.record({ _tag: fc.constantFrom('Forge' as const, 'ForgeHello' as const), data })),
    )
    fc.assert(
      fc.property(hostile, fc.nat(), (actions, seed) => {
        const world = play(actions, seed, 3)
        const { given, results } = world.asked
        // Each message has at most one result, in order.
        expect(results.map(([value]) => value)).to.deep.equal(given.slice(0, results.length))
        // One socket at a time, with its backoff.
        expect(world.wire.sockets()).to.be.below(1_200)
      }),
      { numRuns: 25 },
    )
  })
})
