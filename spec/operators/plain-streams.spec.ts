import { expect } from 'chai'
import {
  type ConnectionError,
  type ConnectionEvent,
  error$,
  message,
  receive$,
  start$,
  state,
  state$,
  stop$,
} from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { map, of, type OperatorFunction, range, take } from 'rxjs'

import { failure } from '../../lib/machine/connection-error.ts'
import { watch } from '../connection/watching.ts'

const error: ConnectionError = failure('ConnectionLost', 'chat', 'lost', { code: 1006, reason: '' })
const other: ConnectionError = failure('NotOpen', 'chat', 'not open', {})

const events: Record<string, ConnectionEvent<string>> = {
  i: state.idle,
  c: state.connecting(),
  o: state.open(),
  w: state.waiting({ attempt: 2, delay: 1, until: 1, cause: error }),
  s: state.closing(),
  x: state.closed(),
  f: state.failed(error),
  a: message('hello'),
  b: message('world'),
  y: message('bytes', Uint8Array.of(98, 195)),
  e: { _tag: 'Fault', error },
  n: { _tag: 'Fault', error: other },
}

describe('the event nodes work on a plain stream', () => {
  it(
    'receive$',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const stream = hot('o-a-e-b|', events)
      const values = '    --a---b|'
      expectObservable(stream.pipe(receive$())).toBe(values, { a: 'hello', b: 'world' })
      expectSubscriptions(stream.subscriptions).toBe('^------!')
    }),
  )

  it(
    'receive$({ binary })',
    marbles(({ hot, expectObservable }) => {
      const stream = hot('o-a-y|', events)
      const utf8 = Uint8Array.from(Buffer.from('hello'))
      expectObservable(stream.pipe(receive$({ binary: true }))).toBe('--a-y|', { a: utf8, y: Uint8Array.of(98, 195) })
      expectObservable(stream.pipe(receive$({ binary: false }))).toBe('--a-y|', { a: 'hello', y: 'b\uFFFD' })
    }),
  )

  it(
    'start$',
    marbles(({ hot, expectObservable }) => {
      const stream = hot('icoaweo|', events)
      const values = '    --o---o|'
      expectObservable(stream.pipe(start$())).toBe(values, events)
    }),
  )

  it(
    'stop$: one end for each start that was seen',
    marbles(({ hot, expectObservable }) => {
      const stream = hot('xcow-wcof-cosx-x|', events)
      const values = '    ---w----f----x--|'
      expectObservable(stream.pipe(stop$())).toBe(values, events)
    }),
  )

  it(
    'state$',
    marbles(({ hot, expectObservable }) => {
      const stream = hot('icoaews-x|', events)
      const values = '    ico--ws-x|'
      expectObservable(stream.pipe(state$())).toBe(values, events)
    }),
  )

  it(
    'error$ completes where the stream errors with what it has emitted last',
    marbles(({ hot, expectObservable }) => {
      const values = '                                     --n-e--|'
      expectObservable(hot('o-n-e--#', events, error).pipe(error$())).toBe(values, { e: error, n: other })
    }),
  )

  it(
    'error$ errors where the stream errors with anything else',
    marbles(({ hot, expectObservable }) => {
      const mine = new Error('mine')
      expectObservable(hot('o-e--#', events, mine).pipe(error$())).toBe('--e--#', { e: error }, mine)
      expectObservable(hot('o-e--|', events).pipe(error$())).toBe('--e--|', { e: error })
    }),
  )

  it('each holds its state in the subscription', () => {
    const ends$ = of(state.open(), state.closed()).pipe(stop$())
    expect([watch(ends$).values, watch(ends$).values]).to.deep.equal([[state.closed()], [state.closed()]])
  })

  it('each stops an endless stream when somebody has had enough', () => {
    for (const operator of [receive$(), start$(), stop$(), state$(), error$()]) {
      let told = 0
      const endless$ = range(0, 100_000).pipe(
        map((n) => {
          told++
          return [events['o'], events['a'], events['e'], events['x']][n % 4]!
        }),
      )
      expect(watch(endless$.pipe(operator as OperatorFunction<unknown, unknown>, take(1))).values).to.have.length(1)
      expect(told).to.be.at.most(5)
    }
  })
})
