import { expect } from 'chai'
import { clientStart$, clientStop$, error$, send, state } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { of } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'
import { error, events, other } from './events.ts'
import { operatorContract } from './operator-contract.ts'

describe('error$', () => {
  it(
    'completes where the stream errors with what it has emitted last',
    marbles(({ hot, expectObservable }) => {
      const values = '                                     --n-e--|'
      expectObservable(hot('o-n-e--#', events, error).pipe(error$())).toBe(values, { e: error, n: other })
    }),
  )

  it(
    'errors where the stream errors with anything else',
    marbles(({ hot, expectObservable }) => {
      const mine = new Error('mine')
      expectObservable(hot('o-e--#', events, mine).pipe(error$())).toBe('--e--#', { e: error }, mine)
      expectObservable(hot('o-e--|', events).pipe(error$())).toBe('--e--|', { e: error })
    }),
  )

  it('guarantee 4: emits every error once, before the state it causes, and absorbs the last error of a lease', () => {
    const { chat, peer } = connectTo({ opens: true, writes: false }, { retry: { maxAttempts: 1 } })
    const events = watch(chat)
    const lease = watch(clientStart$(chat).pipe(error$()))
    of('a').pipe(send(chat)).subscribe()
    peer.last.lose()
    expect(lease.values.map(({ _tag }) => _tag)).to.have.members([
      'ConnectionLost',
      'SendUncertain',
      'RetriesExhausted',
    ])
    expect(lease.end).to.deep.equal({ _tag: 'Completed' })
    expect(events.values.at(-1)).to.deep.equal(state.failed(lease.values.at(-1)!))
    const sendsToo = watch(clientStart$(chat).pipe(error$()))
    clientStop$(chat).subscribe()
    expect(sendsToo.end).to.deep.equal({ _tag: 'Completed' })
  })

  it('absorbs the last error of a run that ends while messages are being written', () => {
    const { chat, peer } = connectTo({ opens: true, writes: false })
    const lease = watch(clientStart$(chat).pipe(error$()))
    of('a').pipe(send(chat)).subscribe()
    peer.last.lose(1002)
    expect(lease.end).to.deep.equal({ _tag: 'Completed' })
  })

  operatorContract(() => error$())
})
