import { expect } from 'chai'
import { clientStart$, clientStop$, receive$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'
import { events } from './events.ts'
import { operatorContract } from './operator-contract.ts'

describe('receive$', () => {
  it(
    'works on a plain stream',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const stream = hot('o-a-e-b|', events)
      const values = '    --a---b|'
      expectObservable(stream.pipe(receive$())).toBe(values, { a: 'hello', b: 'world' })
      expectSubscriptions(stream.subscriptions).toBe('^------!')
    }),
  )

  it(
    'works on a plain stream, past the codec too: ({ binary })',
    marbles(({ hot, expectObservable }) => {
      const stream = hot('o-a-y|', events)
      const utf8 = Uint8Array.from(Buffer.from('hello'))
      expectObservable(stream.pipe(receive$({ binary: true }))).toBe('--a-y|', { a: utf8, y: Uint8Array.of(98, 195) })
      expectObservable(stream.pipe(receive$({ binary: false }))).toBe('--a-y|', { a: 'hello', y: 'b\uFFFD' })
    }),
  )

  it(
    'leaves the choice to the codec where `binary` is left out or undefined, as `send` does',
    marbles(({ hot, expectObservable }) => {
      const decoded = { a: { _tag: 'Message', value: 7, data: '7' } } as const
      const stream = hot('-a|', decoded)
      expectObservable(stream.pipe(receive$({}))).toBe('-a|', { a: 7 })
      expectObservable(stream.pipe(receive$({ binary: undefined }))).toBe('-a|', { a: 7 })
    }),
  )

  it('takes messages from a handle and from a lease, which it completes with', () => {
    const { chat, peer } = connectTo({ opens: true })
    const [handle, lease] = [watch(chat.pipe(receive$())), watch(clientStart$(chat).pipe(receive$()))]
    peer.last.say('a', Uint8Array.of(98))
    clientStop$(chat).subscribe()
    expect([handle.values, lease.values]).to.deep.equal([
      ['a', 'b'],
      ['a', 'b'],
    ])
    expect([handle.end, lease.end]).to.deep.equal([undefined, { _tag: 'Completed' }])
  })

  operatorContract(() => receive$())
})
