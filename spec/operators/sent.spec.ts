import { expect } from 'chai'
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { sent } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { map, range, take } from 'rxjs'

import { watch } from '../support/watching.ts'

const results: Readonly<Record<string, Either<string, string>>> = {
  a: E.right('a'),
  b: E.right('b'),
  l: E.left('left'),
}

describe('sent', () => {
  it(
    'unwraps what was sent and errors at the first that was not',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-b-l-a-|', results)
      const values = '    -a-b-#'
      const unsubscribed = '^----!'
      expectObservable(source.pipe(sent())).toBe(values, { a: 'a', b: 'b' }, 'left')
      expectSubscriptions(source.subscriptions).toBe(unsubscribed)
    }),
  )

  it(
    'ends as its source does',
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-a-|', results).pipe(sent())).toBe('-a-|')
      expectObservable(hot('-a-#', results).pipe(sent())).toBe('-a-#')
    }),
  )

  it('stops a source in its midst', () => {
    let pulled = 0
    const endless$ = range(0, 1_000_000).pipe(
      map((n) => {
        pulled++
        const result: Either<string, number> = n < 2 ? E.right(n) : E.left('left')
        return result
      }),
    )
    expect(watch(endless$.pipe(sent())).end).to.deep.equal({ _tag: 'Errored', error: 'left' })
    expect(watch(endless$.pipe(sent(), take(1))).values).to.deep.equal([0])
    expect(pulled).to.be.at.most(1_000)
  })
})
