import { expect } from 'chai'
import { clientRestart$, clientStart$, clientStop$, receive$, send, sent, start$ } from 'pulsewire'
import { request } from 'pulsewire/request'
import { marbles, type Peer } from 'pulsewire/testing'
import { inSequence } from 'pulsewire/topics'
import {
  catchError,
  filter,
  ignoreElements,
  map,
  merge,
  type Observable,
  of,
  repeat,
  retry,
  share,
  switchMap,
  take,
  tap,
  timer,
} from 'rxjs'

import * as E from '../../../lib/model/either.ts'
import { connect } from '../request/protocol.ts'
import { tickerOf } from './protocol.ts'

const sent$ = ({ sent$ }: Peer): Observable<string> => sent$.pipe(map((data) => String(data)))

/** Lowercase letters subscribe, capitals unsubscribe. */
const lines = {
  a: 'sub A',
  b: 'sub B',
  c: 'sub A,B',
  d: 'sub A,C',
  A: 'unsub A',
  B: 'unsub B',
  C: 'unsub A,B',
  q: 'queued',
} as const

const values = { a: 'A:1', b: 'B:1', c: 'A:2' } as const

const hold = (lease$: Observable<unknown>): void => {
  lease$.subscribe({ error: () => undefined })
}

describe('topics', () => {
  it(
    'T1: the first subscriber subscribes, the last one unsubscribes, and each gets its own topic',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-ab-c'], values)
      const chat = connect(server)
      hold(clientStart$(chat))
      const ticker = tickerOf(chat)
      const first = ' ^---!'
      const second = '-^----!'
      const other = ' ^------!'
      const sent = '  c-----AB'
      expectObservable(ticker('A'), first).toBe(' --a', values)
      expectObservable(ticker('A'), second).toBe('--a--c', values)
      expectObservable(ticker('B'), other).toBe(' ---b', values)
      expectObservable(sent$(server)).toBe(sent, lines)
    }),
  )

  it(
    'T5: keys that join or leave in one turn go together, those that leave first',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      const ticker = tickerOf(chat)
      const both = '   --^-!'
      const third = '  ----^'
      const sent = '   --c-(Cx)'
      expectObservable(ticker('A'), both).toBe('')
      expectObservable(ticker('B'), both).toBe('')
      expectObservable(ticker('C'), third).toBe('')
      expectObservable(sent$(server)).toBe(sent, { ...lines, x: 'sub C' })
    }),
  )

  it(
    'works on the handle: it waits at rest, and starts nothing',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-a'], values)
      const chat = connect(server)
      expectObservable(tickerOf(chat)('A')).toBe('-----a', values)
      expectObservable(clientStart$(chat).pipe(ignoreElements()), '---^').toBe('')
      expectObservable(sent$(server)).toBe('---a', lines)
    }),
  )

  it(
    'T2: after a drop one message subscribes to all live keys, ahead of the queue, and subscribers see a pause',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['oa--#', 'o-c'], values)
      const chat = connect(server)
      hold(clientStart$(chat))
      const ticker = tickerOf(chat)
      // lost at 4, open at 8; B leaves and C joins while it is away, A stays
      const sent = '   c-------(dq)'
      expectObservable(ticker('A')).toBe('-a--------c', values)
      expectObservable(ticker('B'), '^----!').toBe('')
      expectObservable(ticker('C'), '------^').toBe('')
      expectObservable(
        timer(5).pipe(
          map(() => 'queued'),
          send(chat),
          ignoreElements(),
        ),
      ).toBe('--------|')
      expectObservable(sent$(server)).toBe(sent, lines)
    }),
  )

  it(
    'T2: subscribes anew after a restart, and after another run',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      expectObservable(tickerOf(chat)('A')).toBe('')
      expectObservable(
        timer(2).pipe(
          switchMap(() => clientRestart$(chat)),
          ignoreElements(),
        ),
      ).toBe('--|')
      expectObservable(
        timer(4).pipe(
          switchMap(() => clientStop$(chat)),
          ignoreElements(),
        ),
      ).toBe('----|')
      expectObservable(clientStart$(chat).pipe(ignoreElements()), '------^').toBe('')
      expectObservable(sent$(server)).toBe('a-a---a', lines)
    }),
  )

  it(
    'T3: a key that leaves while the connection is away is not unsubscribed on the next socket',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-#', 'o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      expectObservable(tickerOf(chat)('A'), '^--!').toBe('')
      expectObservable(sent$(server)).toBe('a', lines)
    }),
  )

  it(
    'T1: switchMap to the same key, and a remount within the turn, keep the subscription',
    marbles(({ peer, hot, expectObservable }) => {
      const server = peer(['o-----a'], values)
      const chat = connect(server)
      hold(clientStart$(chat))
      const ticker = tickerOf(chat)
      const key$ = hot('--A-A-').pipe(switchMap(() => ticker('A')))
      const sent = '    --a----A'
      expectObservable(key$, '^------!').toBe('------a', values)
      expectObservable(sent$(server)).toBe(sent, lines)
    }),
  )

  it(
    'linger keeps a topic after its last subscriber, and topics whose time ends together leave together',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      const ticker = tickerOf(chat, { linger: 5 })
      expectObservable(ticker('A'), '^-!').toBe('')
      expectObservable(ticker('A'), '----^-!').toBe('')
      expectObservable(ticker('B'), '^-----!').toBe('')
      expectObservable(sent$(server)).toBe('c----------C', lines)
    }),
  )

  it(
    'linger keeps a topic across a drop, and not longer',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-#', 'o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      // It leaves at 1, and its time is over at 8; the connection is lost at 2 and open again at 6.
      expectObservable(tickerOf(chat, { linger: 7 })('A'), '^!').toBe('')
      expectObservable(sent$(server)).toBe('a-----a-A', lines)
    }),
  )

  it(
    'replay gives later subscribers the latest values at once',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-a-c'], values)
      const chat = connect(server)
      hold(clientStart$(chat))
      const ticker = (replay: number): ((key: string) => Observable<string>) => tickerOf(chat, { replay })
      for (const [replay, late] of [
        [0, '------'],
        [1, '------c'],
        [2, '------(ac)'],
        [9, '------(ac)'],
      ] as const) {
        const topic = ticker(replay)
        expectObservable(topic('A')).toBe('--a-c', values)
        expectObservable(topic('A'), '------^').toBe(late, values)
      }
    }),
  )

  it(
    'isLast completes the subscribers and says nothing more; the next subscriber subscribes anew',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-a-e'], { ...values, e: 'A:end' })
      const chat = connect(server)
      hold(clientStart$(chat))
      const ticker = tickerOf(chat, { isLast: (message) => message.endsWith('end') })
      expectObservable(ticker('A')).toBe('--a-(e|)', { ...values, e: 'A:end' })
      expectObservable(ticker('A'), '------^').toBe('')
      expectObservable(sent$(server)).toBe('a-----a', lines)
    }),
  )

  it(
    'a message of a key that nobody has is left out, and still reaches receive$',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-bx'], { ...values, x: 'no key' })
      const chat = connect(server)
      hold(clientStart$(chat))
      expectObservable(tickerOf(chat)('A')).toBe('')
      expectObservable(chat.pipe(receive$())).toBe('--bx', { ...values, x: 'no key' })
    }),
  )

  it(
    'the end of a run is a pause too, that of a run that failed as well',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-#', 'oa'], values)
      const retry = { initialDelay: 4, jitter: 'none', maxAttempts: 1 } as const
      const chat = connect(server, { retry })
      hold(clientStart$(chat))
      expectObservable(tickerOf(chat)('A')).toBe('----------a', values)
      // The start after a failure waits for the backoff.
      expectObservable(clientStart$(chat).pipe(ignoreElements()), '-----^').toBe('')
    }),
  )

  describe('subscribe, as an Observable', () => {
    const confirmed = (server: Peer): ReturnType<typeof tickerOf> => {
      const chat = connect(server)
      const call = request(chat, {
        ask: (id, keys: ReadonlyArray<string>) => `sub#${id} ${keys.join()}`,
        idOf: (message) => (/^\w+#/.test(message) ? Number(message.split('#')[1]) : undefined),
        read: (message) => (message.startsWith('no') ? E.left(message) : E.right(message)),
      })
      hold(clientStart$(chat))
      return tickerOf(chat, { subscribe: (keys) => call(keys).pipe(sent()) })
    }

    it(
      'a refusal errors the subscribers of its keys and no others; the next subscriber asks anew',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o---r-b'], { ...values, r: 'no#1' })
        const ticker = confirmed(server)
        const tagOf = (error: { readonly _tag: string }): Observable<string> => of(error._tag)
        expectObservable(ticker('A').pipe(catchError(tagOf))).toBe('----(e|)', { e: 'Refused' })
        expectObservable(ticker('B'), '--^----!').toBe('------b', values)
        expectObservable(ticker('A'), '-----^-!').toBe('')
        expectObservable(sent$(server)).toBe('x-y--z-C', {
          C: 'unsub B,A',
          x: 'sub#1 A',
          y: 'sub#2 B',
          z: 'sub#3 A',
        })
      }),
    )

    it(
      'T2: a request that its socket took with it is no refusal: it is asked again',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o-#', 'o-a'], values)
        const ticker = confirmed(server)
        expectObservable(ticker('A'), '^---------!').toBe('--------a', values)
        expectObservable(sent$(server)).toBe('x-----y---A', { ...lines, x: 'sub#1 A', y: 'sub#2 A' })
      }),
    )
  })

  describe('through', () => {
    const positionOf = (message: string): { snapshot: number } | { from: number; to: number } => {
      const n = Number(message.slice(3))
      return message.startsWith('A:s') ? { snapshot: n } : { from: n, to: n }
    }
    const steps = { s: 'A:s1', a: 'A:c2', b: 'A:c3', g: 'A:c9', t: 'A:s9', u: 'A:cA' } as const

    it(
      'T4: runs once for all subscribers, and anew for every socket',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o-sa#', 'o-t'], steps)
        const chat = connect(server)
        hold(clientStart$(chat))
        let made = 0
        const ticker = tickerOf(chat, {
          through: (messages$) => {
            made++
            return messages$.pipe(inSequence(positionOf))
          },
        })
        expectObservable(merge(ticker('A'), ticker('A').pipe(ignoreElements()))).toBe('--sa------t', steps)
        expectObservable(timer(11).pipe(map(() => made))).toBe('-----------(2|)', { 2: 2 })
        expectObservable(sent$(server)).toBe('a-------a', lines)
      }),
    )

    it(
      'T4, T1: a gap with retry unsubscribes and subscribes again in one turn',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o-sa-g--t'], steps)
        const chat = connect(server)
        hold(clientStart$(chat))
        const ticker = tickerOf(chat, { through: (messages$) => messages$.pipe(inSequence(positionOf), retry()) })
        expectObservable(ticker('A')).toBe('--sa----t', steps)
        expectObservable(sent$(server)).toBe('a----(Aa)', lines)
      }),
    )

    it(
      'T1: with a delay, it subscribes again after that, unless the connection was lost meanwhile',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o-sa-g----t-g-#', 'o-s'], steps)
        const chat = connect(server)
        hold(clientStart$(chat))
        const ticker = tickerOf(chat, {
          through: (messages$) =>
            messages$.pipe(
              tap((message) => {
                if (message === 'A:c9') throw new Error('gap')
              }),
              retry({ delay: 3 }),
            ),
        })
        expectObservable(ticker('A')).toBe('--sa------t---------s', steps)
        expectObservable(sent$(server)).toBe('a----A--a---A-----a', lines)
      }),
    )

    it(
      'an error of it errors the subscribers of its key alone, and unsubscribes',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o-a-b'], values)
        const chat = connect(server)
        hold(clientStart$(chat))
        const ticker = tickerOf(chat, {
          through: (messages$, key) =>
            messages$.pipe(
              tap(() => {
                if (key === 'A') throw new Error('mine')
              }),
            ),
        })
        expectObservable(ticker('A')).toBe('--#', values, new Error('mine'))
        expectObservable(ticker('B')).toBe('----b', values)
        expectObservable(sent$(server)).toBe('c-A', lines)
      }),
    )

    it(
      'its completion completes the subscribers, and unsubscribes; repeat subscribes again',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o-a'], values)
        const chat = connect(server)
        hold(clientStart$(chat))
        const one = tickerOf(chat, { through: (messages$) => messages$.pipe(take(1)) })
        expectObservable(one('A')).toBe('--(a|)', values)
        expectObservable(sent$(server)).toBe('a-A', lines)
        const again = peer(['o-a---c'], values)
        const other = connect(again)
        hold(clientStart$(other))
        const both = tickerOf(other, { through: (messages$) => messages$.pipe(take(1), repeat(2)) })
        expectObservable(both('A')).toBe('--a---(c|)', values)
        expectObservable(sent$(again)).toBe('a-(Aa)A', lines)
      }),
    )
  })

  it(
    'needs no topics for one fixed topic: four lines of a pipeline',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['oab#', 'o-c'], values)
      const chat = connect(server)
      hold(clientStart$(chat))
      const fixed$ = merge(
        chat.pipe(
          receive$(),
          filter((message) => message.startsWith('A:')),
        ),
        chat.pipe(
          start$(),
          map(() => 'sub A'),
          send(chat),
          ignoreElements(),
        ),
      ).pipe(share())
      // lost at 3, open at 7
      const sent = '   a------a'
      const received = '-a-------c'
      expectObservable(fixed$).toBe(received, values)
      expectObservable(fixed$).toBe(received, values)
      expectObservable(sent$(server)).toBe(sent, lines)
    }),
  )

  it('rejects a linger or a replay below 0', () => {
    const chat = connect({ transport: () => ({}) } as never)
    for (const wrong of [{ linger: -1 }, { replay: NaN }]) expect(() => tickerOf(chat, wrong)).to.throw(RangeError)
  })
})
