import { expect } from 'chai'
import fc from 'fast-check'

import type { Input, TimerName } from '../../lib/machine/input.ts'
import type { Policy } from '../../lib/machine/policy.ts'
import { failure } from '../../lib/model/connection-error.ts'
import { isRest } from '../../lib/model/connection-state.ts'
import { diagnose } from '../../lib/model/diagnose.ts'
import { defaultRetry } from '../../lib/model/retry.ts'
import { basePolicy, passive } from './explore.ts'
import { Model } from './model.ts'

const policy: fc.Arbitrary<Policy> = fc
  .record({
    heartbeat: fc.constantFrom(basePolicy.heartbeat, passive, false),
    isRetrying: fc.boolean(),
    hasGreeting: fc.boolean(),
    refreshable: fc.boolean(),
    maxAttempts: fc.constantFrom(1, 2, 5, Infinity),
    jitter: fc.constantFrom('full', 'none'),
    initialDelay: fc.constantFrom(0, 500),
    judge: fc.constantFrom(
      diagnose,
      () => 'closed' as const,
      () => 'refresh' as const,
    ),
  })
  .map(({ heartbeat, isRetrying, hasGreeting, refreshable, maxAttempts, jitter, initialDelay, judge }) => ({
    ...basePolicy,
    ...{ heartbeat, isRetrying, hasGreeting, refreshable },
    retry: { ...defaultRetry, maxAttempts, jitter, initialDelay },
    diagnose: judge,
  }))

/** One thing that happens; `stale` dials ago, where a dial tells it. */
type Happening =
  | { readonly _tag: 'Told'; readonly tell: (epoch: number) => Input; readonly stale: number }
  | {
      readonly _tag: 'Elapse'
      readonly timer: TimerName
      readonly late: number
      readonly isAlive: boolean
      readonly reads: boolean
    }
  | { readonly _tag: 'Send' | 'Wrote' }
  | { readonly _tag: 'Pass'; readonly time: number }

const handshake = { url: 'ws://peer/', protocol: '', extensions: '' }

const told = (epoch: number): fc.Arbitrary<Input> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Input>({ _tag: 'Start' }) },
    { weight: 2, arbitrary: fc.constant<Input>({ _tag: 'Stop', code: 1000, reason: '' }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Input>(
        { _tag: 'Restart', code: 1000, reason: '' },
        { _tag: 'Redial' },
        { _tag: 'Wake' },
      ),
    },
    {
      weight: 9,
      arbitrary: fc.constantFrom<Input>({ _tag: 'Addressed', epoch }, { _tag: 'Opened', epoch, handshake }),
    },
    { weight: 6, arbitrary: fc.constantFrom<Input>({ _tag: 'Greeted', epoch }, { _tag: 'Flushed', epoch }) },
    {
      weight: 3,
      arbitrary: fc
        .record({ code: fc.constantFrom(1000, 1001, 1006, 1008, 1011, 4401, 4404), wasClean: fc.boolean() })
        .map<Input>((end) => ({ _tag: 'Ended', epoch, reason: '', ...end })),
    },
  )

/** A fresh error each time: an error that is told twice is a mistake of the machine's. */
const makeError = (status: number): Input & { readonly _tag: 'Errored' } => ({
  _tag: 'Errored',
  epoch: 0,
  error:
    status === 0
      ? failure('AddressFailed', 'chat', 'no', {})
      : failure('HandshakeFailed', 'chat', 'no', status === 429 ? { status, retryAfter: 3_000 } : { status }),
})

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 26,
    arbitrary: fc.record({
      _tag: fc.constant('Told' as const),
      tell: told(0).map((input) => (epoch: number) => ('epoch' in input ? { ...input, epoch } : input)),
      stale: fc.constantFrom(0, 0, 0, 0, 1, 2),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant('Told' as const),
      tell: fc
        .constantFrom(0, 401, 404, 503, 429)
        .map((status) => (epoch: number) => ({ ...makeError(status), epoch })),
      stale: fc.constantFrom(0, 0, 1),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      _tag: fc.constant('Elapse' as const),
      timer: fc.constantFrom<TimerName>('connect', 'close', 'retry', 'retry', 'heartbeat', 'heartbeat'),
      late: fc.constantFrom(0, 0, 10, 60_000),
      isAlive: fc.boolean(),
      reads: fc.boolean(),
    }),
  },
  { weight: 8, arbitrary: fc.constantFrom<Happening>({ _tag: 'Send' }, { _tag: 'Send' }, { _tag: 'Wrote' }) },
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant('Pass' as const), time: fc.nat(6_000) }) },
)

const course = fc.array(fc.tuple(happening, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), {
  minLength: 50,
  maxLength: 150,
  size: 'max',
})

function follow(model: Model, happenings: ReadonlyArray<readonly [Happening, number]>): void {
  for (const [happens, draw] of happenings) {
    switch (happens._tag) {
      case 'Told':
        model.take(happens.tell(model.state.epoch - happens.stale), draw)
        break
      case 'Elapse':
        model.elapse(happens.timer, happens.late, happens.isAlive, happens.reads)
        break
      case 'Send':
        model.send()
        break
      case 'Wrote':
        model.wrote()
        break
      case 'Pass':
        model.now += happens.time
    }
  }
}

describe('the machine, whatever happens to it', function () {
  this.timeout(20_000)

  it('guarantees 1, 2, 4 and 6: holds what the model expects at every command, in every order of inputs', () => {
    const reached = new Set<string>()
    fc.assert(
      fc.property(policy, course, (given, happenings) => {
        const model = new Model(given)
        follow(model, happenings)
        for (const { _tag } of model.states) reached.add(_tag)
      }),
      { numRuns: 300 },
    )
    // Otherwise it held because nothing happened.
    expect([...reached].sort()).to.deep.equal(['Closed', 'Closing', 'Connecting', 'Failed', 'Open', 'Waiting'])
  })

  it('guarantee 5: a stop comes to rest within two close timers, whatever the peer does', () => {
    fc.assert(
      fc.property(policy, course, (given, happenings) => {
        const model = new Model(given)
        follow(model, happenings)
        model.take({ _tag: 'Stop', code: 1000, reason: '' })
        const since = model.now
        // One that was closing already may have had some of its time.
        for (let elapsed = 0; elapsed < 2 && !isRest(model.state); elapsed++) model.elapse('close')
        expect(isRest(model.state), model.state._tag).to.equal(true)
        expect(model.now - since).to.be.at.most(2 * given.closeTimeout)
        expect(model.answers.size).to.equal(model.accepted)
      }),
      { numRuns: 150 },
    )
  })

  it('guarantee 12: what a former dial says changes nothing', () => {
    fc.assert(
      fc.property(policy, course, told(0), fc.integer({ min: 1, max: 5 }), (given, happenings, input, stale) => {
        fc.pre('epoch' in input)
        const model = new Model(given)
        follow(model, happenings)
        const { state, states, faults } = model
        const [told, failed] = [states.length, faults.length]
        model.take({ ...input, epoch: state.epoch - stale })
        expect(model.state).to.equal(state)
        expect([states.length, faults.length]).to.deep.equal([told, failed])
      }),
      { numRuns: 300 },
    )
  })

  it('guarantee 7: a run with any jumps of the time of day equals the run without, but for Waiting.until', () => {
    const jumps = fc.array(fc.integer({ min: -1e12, max: 1e12 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(policy, course, jumps, (given, happenings, offsets) => {
        const run = (wall: ReadonlyArray<number>): unknown => {
          const model = new Model(given)
          const states: unknown[] = []
          for (const each of happenings) {
            // As a correction of the system's clock does.
            model.wallOffset = wall[states.length % wall.length] ?? 0
            follow(model, [each])
            const { state } = model
            states.push('until' in state ? { ...state, until: 0, cause: state.cause._tag } : state._tag)
          }
          return [states, [...model.timers], model.faults.map(({ _tag }) => _tag)]
        }
        expect(run(offsets)).to.deep.equal(run([0]))
      }),
      { numRuns: 150 },
    )
  })

  it('guarantee 8: never dials on a wake before a Retry-After is over, nor more than once a second', () => {
    fc.assert(
      fc.property(policy, course, (given, happenings) => {
        const model = new Model(given)
        let latest = -Infinity
        for (const each of happenings) {
          const before = model.state
          follow(model, [each])
          // A start by the user is no wake.
          if (model.state._tag === 'Closed' || model.state._tag === 'Failed') latest = -Infinity
          const isWake = each[0]._tag === 'Told' && each[0].tell(0)._tag === 'Wake'
          if (!isWake || before._tag !== 'Waiting' || model.state === before) continue
          expect(model.now).to.be.at.least(before.earliest)
          expect(model.now - latest).to.be.at.least(1_000)
          latest = model.now
        }
      }),
      { numRuns: 300 },
    )
  })

  it('guarantee 14: the same inputs at the same moments make the same run', () => {
    fc.assert(
      fc.property(policy, course, (given, happenings) => {
        const run = (): unknown => {
          const model = new Model(given)
          follow(model, happenings)
          return [model.states.map(({ _tag }) => _tag), model.faults.map(({ _tag }) => _tag), model.now]
        }
        expect(run()).to.deep.equal(run())
      }),
      { numRuns: 50 },
    )
  })
})
