import { expect } from 'chai'
import { clientRestart$, clientStart$, clientStop$ } from 'pulsewire'

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
    peer.last.refuse(403)
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

  it('closes once though it is asked twice, and both are told', () => {
    const { chat, peer } = connectTo({ closes: false, opens: true })
    clientStart$(chat).subscribe()
    const restarts = [watch(clientRestart$(chat)), watch(clientRestart$(chat))]
    peer.last.lose(1000)
    expect(peer.sockets).to.have.length(2)
    for (const { values } of restarts) expect(values.map(told)).to.deep.equal(['Open'])
  })
})
