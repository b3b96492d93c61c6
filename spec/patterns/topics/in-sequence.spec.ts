import { expect } from 'chai'
import fc from 'fast-check'
import { marbles } from 'pulsewire/testing'
import { inSequence, type Position } from 'pulsewire/topics'
import { from, map, of, range, take, throwError } from 'rxjs'

import { watch } from '../../support/watching.ts'

const itself = (position: Position): Position => position
const snapshot = (n: number): Position => ({ snapshot: n })
const change = (from: number, to = from): Position => ({ from, to })

/** The positions that pass, and the gap that follows them. */
function run(positions: ReadonlyArray<Position>): { passed: ReadonlyArray<Position>; gap?: readonly [number, number] } {
  const { values, end } = watch(from(positions).pipe(inSequence(itself)))
  if (end?._tag !== 'Errored') return { passed: values }
  const { expected, got } = end.error as { readonly expected: number; readonly got: number }
  return { passed: values, gap: [expected, got] }
}

/** Written for the reader: it looks at everything that has come so far, each time. */
function naive(positions: ReadonlyArray<Position>): ReturnType<typeof run> {
  const start = positions.findIndex((position) => 'snapshot' in position)
  if (start < 0) return { passed: [] }
  const passed: Position[] = []
  let last = 0
  let isFirst = true
  const ordered = [positions[start], ...positions.slice(0, start), ...positions.slice(start + 1)]
  for (const position of ordered as ReadonlyArray<Position>) {
    if ('snapshot' in position) {
      last = position.snapshot
      isFirst = true
      passed.push(position)
      continue
    }
    if (position.to <= last) continue
    const follows = position.from === last + 1 || (isFirst && position.from <= last)
    if (!follows) return { passed, gap: [last + 1, position.from] }
    passed.push(position)
    last = position.to
    isFirst = false
  }
  return { passed }
}

describe('inSequence', () => {
  it(
    'T4: changes wait for the snapshot, and those that it holds are left out',
    marbles(({ hot, expectObservable }) => {
      const positions = { a: change(3), b: change(4), c: change(5), d: change(6), s: snapshot(4) }
      const source$ = hot('-abcs-d|', positions)
      const passed = '     ----(sc)|'.replace('(sc)|', '(sc)')
      expectObservable(source$.pipe(inSequence(itself), take(2))).toBe(passed.replace(')', '|)'), positions)
    }),
  )

  const cases: Readonly<Record<string, readonly [ReadonlyArray<Position>, number, (readonly [number, number])?]>> = {
    'changes that follow one another pass': [[snapshot(4), change(5), change(6, 8), change(9)], 4],
    'the first change may overlap the snapshot': [[snapshot(4), change(3, 6), change(7)], 3],
    'a later change may not overlap': [[snapshot(4), change(5), change(5, 7)], 2, [6, 5]],
    'a change that was already seen is left out': [[snapshot(4), change(5), change(5), change(6)], 3],
    'a gap behind the snapshot is an error': [[snapshot(4), change(6)], 1, [5, 6]],
    'a gap among the changes that waited is one too': [[change(5), change(7), snapshot(4)], 2, [6, 7]],
    'a gap later is an error': [[snapshot(4), change(5), change(8)], 2, [6, 8]],
    'a later snapshot begins anew': [[snapshot(4), change(5), snapshot(9), change(10)], 4],
  }
  for (const [name, [positions, passes, gap]] of Object.entries(cases)) {
    it(`T4: ${name}`, () => {
      const result = run(positions)
      expect(result.passed).to.have.length(passes)
      expect(result.gap).to.deep.equal(gap)
    })
  }

  it('T4: agrees with a naive model on random sequences', () => {
    const position = fc.oneof(
      { weight: 1, arbitrary: fc.nat(12).map(snapshot) },
      { weight: 5, arbitrary: fc.tuple(fc.nat(14), fc.nat(2)).map(([from, width]) => change(from, from + width)) },
    )
    fc.assert(
      fc.property(fc.array(position, { maxLength: 20 }), (positions) => {
        expect(run(positions)).to.deep.equal(naive(positions))
      }),
      { numRuns: 2_000 },
    )
  })

  it('T4: a sequence with one change left out errors there, wherever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(28), (length, hole) => {
        const missing = 1 + (hole % (length - 1))
        const numbers = Array.from({ length }, (_, i) => i + 1).filter((n) => n !== missing)
        const { passed, gap } = run([snapshot(0), ...numbers.map((n) => change(n))])
        expect(passed).to.have.length(missing)
        expect(gap).to.deep.equal([missing, missing + 1])
      }),
    )
  })

  it('its error says which number is missing', () => {
    const { end } = watch(of(snapshot(4), change(9)).pipe(inSequence(itself)))
    expect(end).to.have.nested.property('error._tag', 'SequenceBroken')
    expect(end).to.have.nested.property('error.message').that.includes('expected number 5, got 9')
    expect(end).to.have.property('error').that.is.an.instanceOf(Error)
  })

  it('holds at most highWaterMark changes before the snapshot', () => {
    const changes = (count: number): ReturnType<typeof watch> =>
      watch(
        range(1, count).pipe(
          map((n) => change(n)),
          inSequence(itself, { highWaterMark: 3 }),
        ),
      )
    expect(changes(3).end).to.deep.equal({ _tag: 'Completed' })
    expect(changes(4).end).to.have.nested.property('error.message').that.includes('3 changes came before a snapshot')
    for (const highWaterMark of [0, NaN]) expect(() => inSequence(itself, { highWaterMark })).to.throw(RangeError)
  })

  it('keeps its state in the subscription, and stops a synchronous source with its subscriber', () => {
    let pulled = 0
    const endless$ = range(0, 1_000_000).pipe(
      map((n) => {
        pulled++
        return n === 0 ? snapshot(0) : change(n)
      }),
      inSequence(itself),
      take(2),
    )
    for (let i = 0; i < 2; i++) expect(watch(endless$).values).to.deep.equal([snapshot(0), change(1)])
    expect(pulled).to.be.at.most(6)
  })

  it('errors as its source does, and as positionOf does', () => {
    const mine = new Error('mine')
    expect(watch(throwError(() => mine).pipe(inSequence(itself))).end).to.deep.equal({ _tag: 'Errored', error: mine })
    const fail = (): never => {
      throw mine
    }
    expect(watch(of(1).pipe(inSequence(fail))).end).to.deep.equal({ _tag: 'Errored', error: mine })
  })
})
