import { expect } from 'chai'
import { clientRestart$, clientStart$, clientStop$, send } from 'pulsewire'
import { of } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { told, watch } from '../support/watching.ts'

describe('clientRestart$', () => {
  it('closes an open connection gracefully and dials again, within the same run', () => {
    const { chat, peer } = connectTo({ opens: true })
    const lease = watch(clientStart$(chat))
    const restart = watch(clientRestart$(chat))
    expect(peer.sockets.map(({ closes }) => closes)).to.deep.equal([[[1000, '']], []])
    expect(lease.values.map(told)).to.deep.equal(['Connecting', 'Open', 'Closing', 'Connecting', 'Open'])
    expect(lease.end).to.equal(undefined)
    expect(restart.values.map(told)).to.deep.equal(['Open'])
    expect(restart.end).to.deep.equal({ _tag: 'Completed' })
  })

  it('closes with the given code and reason', () => {
    const { chat, peer } = connectTo({ opens: true })
    const lease = watch(clientStart$(chat))
    clientRestart$(chat, { code: 4000, reason: 'new account' }).subscribe()
    expect(peer.sockets[0]?.closes).to.deep.equal([[4000, 'new account']])
    expect(lease.values[2]).to.deep.equal({ _tag: 'Closing', code: 4000, reason: 'new account' })
  })

  it('errors with CloseInvalid at a code or reason that may not be sent, and restarts nothing', () => {
    for (const options of [{ code: 1005 }, { code: 999 }, { reason: 'x'.repeat(124) }]) {
      const { chat, peer, errors } = connectTo({ opens: true })
      clientStart$(chat).subscribe()
      const restart = watch(clientRestart$(chat, options))
      expect(restart.end).to.have.nested.property('error._tag', 'CloseInvalid')
      expect(errors.values).to.have.length(1)
      expect(peer.sockets).to.have.length(1)
      expect(peer.last.closes).to.deep.equal([])
    }
  })

  it('emits how the closing handshake ended on the channel for it', () => {
    const { chat, peer } = connectTo({ opens: true, closes: false })
    clientStart$(chat).subscribe()
    const ends = watch(chat.channel('ends'))
    clientRestart$(chat, { code: 4000 }).subscribe()
    peer.last.end({ _tag: 'Closed', code: 4001, reason: 'bye', wasClean: true })
    expect(peer.sockets).to.have.length(2)
    expect(ends.values).to.deep.equal([{ code: 4001, reason: 'bye', wasClean: true }])
  })

  describe('with abandon', () => {
    it('drops the socket of a dead peer without a handshake, and dials in the same turn', () => {
      const { chat, peer, errors } = connectTo({ closes: false })
      const lease = watch(clientStart$(chat))
      peer.last.open()
      const dead = peer.last
      const restart = watch(clientRestart$(chat, { abandon: true }))
      expect(dead).to.include({ isTerminated: true })
      expect(dead.closes).to.deep.equal([])
      expect(lease.values.map(told)).to.deep.equal(['Connecting', 'Open', 'Connecting'])
      peer.last.open()
      expect(restart.values.map(told)).to.deep.equal(['Open'])
      expect(errors.values).to.deep.equal([])
    })

    it('settles messages in flight as uncertain', () => {
      const { chat, peer } = connectTo({ opens: true, writes: false })
      clientStart$(chat).subscribe()
      const results = watch(of('a').pipe(send(chat)))
      clientRestart$(chat, { abandon: true }).subscribe()
      expect(peer.sockets).to.have.length(2)
      expect(results.values).to.have.nested.property('[0].left._tag', 'SendUncertain')
    })

    it('gives up a restart under way whose peer does not answer', () => {
      const { chat, peer } = connectTo({ closes: false })
      clientStart$(chat).subscribe()
      peer.last.open()
      clientRestart$(chat).subscribe()
      expect(peer.sockets).to.have.length(1)
      clientRestart$(chat, { abandon: true }).subscribe()
      expect(peer.sockets).to.have.length(2)
      expect(peer.sockets[0]?.isTerminated).to.equal(true)
    })

    it('leaves a dial under way alone, and refuses while stopping and at rest', () => {
      const { chat, peer } = connectTo({ closes: false })
      expect(watch(clientRestart$(chat, { abandon: true })).end).to.have.nested.property('error._tag', 'NotOpen')
      clientStart$(chat).subscribe()
      clientRestart$(chat, { abandon: true }).subscribe()
      expect(peer.sockets).to.have.length(1)
      peer.last.open()
      clientStop$(chat).subscribe()
      expect(watch(clientRestart$(chat, { abandon: true })).end).to.have.nested.property('error._tag', 'NotOpen')
      expect(peer.last.isTerminated).to.equal(false)
    })
  })

  it('makes a waiting connection dial now', () => {
    const { chat, peer, clock } = connectTo()
    clientStart$(chat).subscribe()
    peer.last.refuse()
    const restart = watch(clientRestart$(chat))
    expect(peer.sockets).to.have.length(2)
    peer.last.open()
    expect(restart.values.map(told)).to.deep.equal(['Open'])
    clock.pass(10_000)
    expect(peer.sockets).to.have.length(2)
  })

  it('waits for the next Open of a connection that is connecting', () => {
    const { chat, peer } = connectTo()
    clientStart$(chat).subscribe()
    const restart = watch(clientRestart$(chat))
    expect(peer.sockets).to.have.length(1)
    peer.last.open()
    expect(restart.values.map(told)).to.deep.equal(['Open'])
  })

  it('goes on through a dial that fails', () => {
    const { chat, peer, clock } = connectTo()
    clientStart$(chat).subscribe()
    peer.last.open()
    const restart = watch(clientRestart$(chat))
    peer.last.refuse()
    clock.pass(2_000)
    expect(restart.end).to.equal(undefined)
    peer.last.open()
    expect(restart.values.map(told)).to.deep.equal(['Open'])
  })

  it('errors with the error of a run that fails', () => {
    const { chat, peer, errors } = connectTo()
    clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.open()
    const restart = watch(clientRestart$(chat))
    peer.last.refuse(400)
    expect(restart.end).to.have.property('error', errors.values.at(-1))
  })

  it('errors with NotOpen at rest, while stopping, and where it is stopped before it is open', () => {
    const { chat, peer, errors } = connectTo({ closes: false })
    const tagOf = ({ end }: ReturnType<typeof watch>): unknown => end?._tag === 'Errored' && (end.error as Error).name
    expect(tagOf(watch(clientRestart$(chat)))).to.equal('NotOpen')
    clientStart$(chat).subscribe()
    const connecting = watch(clientRestart$(chat))
    clientStop$(chat).subscribe()
    expect(tagOf(connecting)).to.equal('NotOpen')
    clientStart$(chat).subscribe()
    peer.last.open()
    clientStop$(chat).subscribe()
    expect(tagOf(watch(clientRestart$(chat)))).to.equal('NotOpen')
    peer.last.lose(1000)
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['NotOpen', 'NotOpen', 'NotOpen'])
  })

  it('closes once for two restarts, and both emit the next Open', () => {
    const { chat, peer } = connectTo({ closes: false, opens: true })
    clientStart$(chat).subscribe()
    const restarts = [watch(clientRestart$(chat)), watch(clientRestart$(chat))]
    peer.last.lose(1000)
    expect(peer.sockets).to.have.length(2)
    for (const { values } of restarts) expect(values.map(told)).to.deep.equal(['Open'])
  })
})
