import { expect } from 'chai'
import { asapScheduler, config, EMPTY, interval, map, merge, NEVER, of, throwError, timer } from 'rxjs'

import { defaultClock } from '../../lib/connection/timers/clock.ts'
import { failure } from '../../lib/model/connection-error.ts'
import * as state from '../../lib/model/state-constructors.ts'
import { type MarbleHelpers, marbles, type MarblesOptions } from '../../lib/testing/index.ts'

const lost = failure('ConnectionLost', 'chat', 'lost', { code: 1012, reason: '', wasClean: true })

/** Runs a marble test that must fail. */
function failureOf(body: (helpers: MarbleHelpers) => void, options?: MarblesOptions): Error {
  try {
    marbles(body, options)()
  } catch (error) {
    return error as Error
  }
  throw new Error('It passed.')
}

/** What a failed test prints. */
const printOf = (body: (helpers: MarbleHelpers) => void): ReadonlyArray<string> => failureOf(body).message.split('\n')

describe('marbles', () => {
  describe('time', () => {
    it(
      'is virtual for schedulers and for the default clock',
      marbles(({ expectObservable }) => {
        const seen: Array<readonly [string, number]> = []
        defaultClock.after(30_000, () => seen.push(['clock', defaultClock.now()]))
        asapScheduler.schedule(() => seen.push(['asap', defaultClock.now()]))
        expectObservable(timer(30_001)).toBe('30001ms (a|)', { a: 0 })
        expectObservable(timer(30_002)).toBe('30002ms (a|)', { a: 0 })
        defaultClock.after(30_003, () => {
          expect(seen).to.deep.equal([
            ['asap', 0],
            ['clock', 30_000],
          ])
        })
      }),
    )

    it('ends, so that what goes on for ever does not hang a test', () => {
      let ticks = 0
      marbles(() => void interval(30_000).subscribe(() => (ticks += 1)))()
      expect(ticks).to.equal(20)
    })

    it('ends when the test says', () => {
      let ticks = 0
      marbles(() => void interval(10).subscribe(() => (ticks += 1)), { until: 35 })()
      expect(ticks).to.equal(3)
    })

    it('costs nothing to wait for', () => {
      const test = marbles(({ expectObservable }) => expectObservable(timer(30_000)).toBe('30s (a|)', { a: 0 }))
      const times = Array.from({ length: 20 }, () => {
        const before = performance.now()
        test()
        return performance.now() - before
      })
      // The best of some: others use this computer too.
      expect(Math.min(...times)).to.be.below(5)
    })

    it('is the real one again afterwards, also when the body throws', () => {
      failureOf(() => {
        throw new Error('no')
      })
      expect(defaultClock.now()).to.be.closeTo(Date.now(), 1_000)
    })
  })

  describe('a failure', () => {
    it('is printed as two diagrams under one time axis', () => {
      const print = printOf(({ cold, expectObservable }) => {
        const received = '   -----a----------b'
        const source$ = cold('-----a---------b', { a: 'hello', b: 'again' })
        expectObservable(source$).toBe(received, { a: 'hello', b: 'again' })
      })
      expect(print).to.deep.equal([
        'The marbles differ.',
        '',
        '  time      0         10',
        '  expected  -----a----------b',
        '  actual    -----a---------b-',
        '                           ^^',
        '',
        "  at 15 actual   b = 'again'",
        "  at 16 expected b = 'again'",
      ])
    })

    it('names values that the test did not, and says where they part', () => {
      const print = printOf(({ cold, expectObservable }) => {
        const actual$ = cold('--o-w', {
          o: state.open(),
          w: state.waiting({ attempt: 2, delay: 9, until: 13, cause: lost }),
        })
        const values = { o: state.open(), w: state.waiting({ attempt: 2, delay: 4, until: 13, cause: lost }) }
        expectObservable(actual$).toBe('--o-w', values)
      })
      const cause =
        "ConnectionLost { message: 'chat: lost', connection: 'chat', code: 1012, reason: '', wasClean: true }"
      expect(print).to.deep.equal([
        'The marbles differ.',
        '',
        '  time      0',
        '  expected  --o-w',
        '  actual    --o-A',
        '                ^',
        '',
        `  at 4 expected w = { _tag: 'Waiting', attempt: 2, delay: 4, until: 13, cause: ${cause} }`,
        `  at 4 actual   A = { _tag: 'Waiting', attempt: 2, delay: 9, until: 13, cause: ${cause} }`,
        '    w.delay is 9, not 4',
      ])
    })

    it('keeps columns aligned over groups and long silences', () => {
      const print = printOf(({ cold, expectObservable }) => {
        expectObservable(cold('(abc)- 30s d|')).toBe('(ab)-- 30s d-|')
      })
      expect(print).to.deep.equal([
        'The marbles differ.',
        '',
        '  time      0             30006',
        '  expected  (ab)- 30001ms d-|',
        '  actual    (abc) 30001ms d|',
        '            ^              ^^',
      ])
    })

    it('widens the column of a group that rxjs could not write', () => {
      const print = printOf(({ expectObservable }) => {
        const source$ = merge(of('a', 'b'), timer(1).pipe(map(() => 'c')), NEVER)
        expectObservable(source$).toBe('a-c')
      })
      expect(print.slice(2)).to.deep.equal([
        '  time      0',
        '  expected  a   -c',
        '  actual    (ab)c-',
        '            ^   ^^',
      ])
    })

    it('tells an error from another', () => {
      const print = printOf(({ expectObservable }) => {
        expectObservable(throwError(() => lost)).toBe('#', undefined, new Error('chat: lost'))
      })
      expect(print.slice(2)).to.deep.equal([
        '  time      0',
        '  expected  #',
        '  actual    #',
        '            ^',
        '',
        "  at 0 expected # = Error { message: 'chat: lost' }",
        "  at 0 actual   # = ConnectionLost { message: 'chat: lost', connection: 'chat', code: 1012, reason: '', wasClean: true }",
        "    #.name is 'ConnectionLost', not 'Error'",
      ])
    })

    it('shows subscriptions as rows', () => {
      const print = printOf(({ cold, expectObservable, expectSubscriptions }) => {
        const source$ = cold('---a')
        expectObservable(source$, '--^----!')
        expectSubscriptions(source$.subscriptions).toBe('--^-----!')
      })
      expect(print).to.deep.equal([
        'The subscriptions differ.',
        '',
        '  time      0',
        '  expected  --^-----!',
        '  actual    --^----!',
        '                   ^^',
      ])
    })

    it('numbers subscriptions where there are more', () => {
      const print = printOf(({ cold, expectObservable, expectSubscriptions }) => {
        const source$ = cold('---a')
        expectObservable(source$, '^--!')
        expectSubscriptions(source$.subscriptions).toBe(['^--!', '--^'])
      })
      expect(print.slice(2)).to.deep.equal([
        '  time        0',
        '  expected 1  ^--!',
        '  actual 1    ^--!',
        '  expected 2  --^-',
        '  actual 2    ----',
        '                ^',
      ])
    })

    it('points at the line of its expectation', () => {
      const { stack = '' } = failureOf(({ expectObservable }) => {
        expectObservable(EMPTY).toBe('-|')
      })
      expect(stack).to.match(/^Error: The marbles differ\.\n[^]*\n.*marbles\.spec\.ts/)
    })

    it('belongs to its own expectation where an earlier one was met, or never finished', () => {
      const print = printOf(({ expectObservable }) => {
        expectObservable(of('x'))
        expectObservable(of(1)).toBe('(a|)', { a: 1 })
        expectObservable(of(2)).toEqual(of(2))
        expectObservable(of(3)).toBe('(b|)', { b: 4 })
      })
      expect(print.slice(-2)).to.deep.equal(['  at 0 expected b = 4', '  at 0 actual   A = 3'])
    })
  })

  describe('equality', () => {
    it(
      'is by bytes for binary messages, whatever their class',
      marbles(({ cold, expectObservable }) => {
        expectObservable(cold('a', { a: Buffer.from([1, 2]) })).toBe('a', { a: Uint8Array.of(1, 2) })
      }),
    )

    it(
      'is by tag, message and fields for errors',
      marbles(({ expectObservable }) => {
        const like = Object.assign(new Error('chat: lost'), {
          ...{ _tag: 'ConnectionLost', connection: 'chat', code: 1012, reason: '', wasClean: true },
        })
        expectObservable(throwError(() => lost)).toBe('#', undefined, like)
      }),
    )

    it('is exact', () => {
      const pairs: ReadonlyArray<readonly [unknown, unknown]> = [
        [{ a: undefined }, {}],
        [{}, { a: undefined }],
        [[1], [1, 2]],
        [{ 0: 1 }, [1]],
        [0, -0],
        [new Date(1), new Date(2)],
        [new Map([[1, 2]]), new Map([[1, 3]])],
        [new Set([1]), new Set([2])],
        [Uint8Array.of(1), Uint8Array.of(2)],
        [new Error('a'), new TypeError('a')],
        [new Error('a', { cause: 1 }), new Error('a', { cause: 2 })],
        [Promise.resolve(), Promise.resolve()],
        [null, undefined],
      ]
      for (const [actual, expected] of pairs) {
        failureOf(({ expectObservable }) => expectObservable(of(actual)).toBe('(a|)', { a: expected }))
      }
    })

    it('is whatever the test brings', () => {
      const asked: unknown[] = []
      const assert = (actual: unknown, expected: unknown): void => void asked.push([actual, expected])
      marbles(({ expectObservable }) => expectObservable(EMPTY).toBe('-'), { assert })()
      expect(asked).to.deep.equal([
        [[{ frame: 0, notification: { kind: 'C', value: undefined, error: undefined } }], []],
      ])
    })
  })

  describe('an error', () => {
    it('of the body passes through unchanged', () => {
      const error = new Error('of the body')
      const thrown = failureOf(() => {
        throw error
      })
      expect(thrown).to.equal(error)
    })

    it('fails the test if it is unhandled, though another handler collects such errors', () => {
      const collected: unknown[] = []
      config.onUnhandledError = (error) => collected.push(error)
      try {
        const thrown = failureOf(({ cold }) => void cold('--#', {}, lost).subscribe())
        expect(thrown).to.equal(lost)
        expect(collected).to.deep.equal([])
        expect(config.onUnhandledError).to.be.a('function')
      } finally {
        config.onUnhandledError = null
      }
    })

    it('is an asynchronous body', () => {
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- The compiler allows it.
      const thrown = failureOf(async () => {})
      expect(thrown.message).to.equal('A marble test cannot be asynchronous: its time is virtual.')
    })
  })

  it('makes a test that no runner takes for an asynchronous one', () => {
    expect(marbles(() => {}).length).to.equal(0)
  })
})
