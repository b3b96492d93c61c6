import { expect } from 'chai'
import { clientStart$, start$ } from 'pulsewire'
import { of, throwError } from 'rxjs'

import { connectTo } from '../../support/peers/connect-to.ts'
import { watch } from '../../support/watching.ts'

describe('a protocols function', () => {
  it('is called for every dial, and makes the subprotocols fresh', () => {
    const protocols = ({ attempt }: { readonly attempt: number }): ReadonlyArray<string> => ['chat', `token-${attempt}`]
    const { chat, peer, clock } = connectTo({}, { protocols })
    clientStart$(chat).subscribe()
    peer.last.refuse()
    clock.pass(1_000)
    expect(peer.sockets.map(({ request }) => request.protocols)).to.deep.equal([
      ['chat', 'token-1'],
      ['chat', 'token-2'],
    ])
  })

  it('may return one string, or an Observable', () => {
    for (const protocols of [() => 'chat', () => of('chat'), () => of(['chat'])]) {
      const { chat, peer } = connectTo({}, { protocols })
      clientStart$(chat).subscribe()
      expect(peer.last.request.protocols).to.deep.equal(['chat'])
    }
  })

  it('guarantee 11: keeps the chosen subprotocol out of Open', () => {
    for (const [protocols, shown] of [
      [() => ['chat'], '[redacted]'],
      [['chat'], 'chat'],
    ] as const) {
      const { chat, peer } = connectTo({}, { protocols })
      const opens = watch(clientStart$(chat).pipe(start$()))
      peer.last.open('chat')
      expect(opens.values.map(({ protocol }) => protocol)).to.deep.equal([shown])
    }
  })

  it('guarantee 11: fails the attempt if it throws or returns no tokens, which the error does not quote', () => {
    for (const protocols of [
      () => throwError(() => new Error('no token')),
      () => ['se cret'],
      () => ['a', 'A'],
      () => 7 as never,
    ]) {
      const { chat, peer, errors } = connectTo({}, { protocols })
      clientStart$(chat).subscribe()
      expect(peer.sockets).to.deep.equal([])
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['AddressFailed'])
      expect(errors.values[0]?.message).not.to.match(/se cret/)
    }
  })

  it('makes a 401 a reason to dial at once with fresh ones', () => {
    const { chat, peer, clock } = connectTo({}, { protocols: () => 'chat' })
    clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.refuse(401)
    clock.pass(0)
    expect(peer.sockets).to.have.length(2)
  })
})

describe('static options that can never be dialed', () => {
  it('fail the run, and a function is asked again', () => {
    for (const [url, tag] of [
      ['ws://peer/', 'Failed'],
      [() => 'ws://peer/', 'Waiting'],
    ] as const) {
      const { chat, peer } = connectTo({}, { url })
      const states = watch(chat)
      clientStart$(chat).subscribe({ error: () => undefined })
      peer.last.end({ _tag: 'Unaddressable' })
      expect(states.values.at(-1)?._tag).to.equal(tag)
    }
  })
})

describe('the argument of diagnose', () => {
  it('is the number of the attempt, and whether the connection was open before in this run', () => {
    const ends: unknown[] = []
    const diagnose = ({ attempt, wasOpen }: { readonly attempt: number; readonly wasOpen: boolean }): 'retry' => {
      ends.push([attempt, wasOpen])
      return 'retry'
    }
    const { chat, peer, clock } = connectTo({}, { retry: { initialDelay: 10, jitter: 'none', diagnose } })
    const lease = clientStart$(chat).subscribe()
    peer.last.refuse(404)
    clock.pass(10)
    peer.last.open()
    peer.last.lose()
    clock.pass(20)
    peer.last.refuse(404)
    clock.pass(40)
    peer.last.open()
    clock.pass(5_000)
    peer.last.lose()
    expect(ends).to.deep.equal([
      [1, false],
      [2, true],
      [3, true],
      [1, true],
    ])
    lease.unsubscribe()
    clock.pass(0)
    clientStart$(chat).subscribe()
    peer.last.refuse(404)
    expect(ends.at(-1)).to.deep.equal([1, false])
  })
})
