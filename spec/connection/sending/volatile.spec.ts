import { expect } from 'chai'
import { clientRestart$, clientStart$, clientStop$, type ConnectionError, send, start$, state$ } from 'pulsewire'
import { map, of } from 'rxjs'

import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'
import { watch, type Watched } from '../../support/watching.ts'

type Result =
  { readonly _tag: 'Right'; readonly right: unknown } | { readonly _tag: 'Left'; readonly left: ConnectionError }

const brief = ({ values }: Watched<Result>): unknown[] =>
  values.map((result) => (result._tag === 'Right' ? result.right : result.left._tag))

const start = (chat: ConnectedPeer['chat']): void => {
  clientStart$(chat).subscribe({ error: () => undefined })
}

const volatileSend = (chat: ConnectedPeer['chat'], ...values: string[]): Watched<Result> =>
  watch(of(...values).pipe(send(chat, { volatile: true })))

describe('send, volatile', () => {
  it('sends on the open socket', () => {
    const { chat, peer } = connectTo({ opens: true })
    start(chat)
    expect(brief(volatileSend(chat, 'a', 'b'))).to.deep.equal(['a', 'b'])
    expect(peer.last.sent).to.deep.equal(['a', 'b'])
  })

  it('takes bytes past the codec too', () => {
    const { chat, peer } = connectTo({ opens: true })
    start(chat)
    watch(of(Uint8Array.of(1)).pipe(send(chat, { volatile: true, binary: true })))
    expect(peer.last.sent).to.deep.equal([Uint8Array.of(1)])
  })

  it('gives NotOpen at once in every state but Open, with one Fault for each state', () => {
    const { chat, peer, clock, errors } = connectTo({ closes: false })
    const expectRefused = (): void => {
      const before = errors.values.length
      expect(brief(volatileSend(chat, 'a', 'b'))).to.deep.equal(['NotOpen', 'NotOpen'])
      expect(errors.values.slice(before).map(({ _tag }) => _tag)).to.deep.equal(['NotOpen'])
    }
    expectRefused()
    start(chat)
    expectRefused()
    peer.last.refuse()
    expectRefused()
    clock.pass(1_000)
    peer.last.open()
    expect(brief(volatileSend(chat, 'c'))).to.deep.equal(['c'])
    clientStop$(chat).subscribe()
    expectRefused()
    start(chat)
    expectRefused()
    peer.last.lose(1000)
    peer.last.open()
    expect(peer.sockets.map(({ sent }) => sent)).to.deep.equal([[], ['c'], []])
  })

  it('goes ahead of the queue when it is sent on seeing Open', () => {
    const { chat, peer } = connectTo()
    chat
      .pipe(
        start$(),
        map(() => 'first'),
        send(chat, { volatile: true }),
      )
      .subscribe()
    start(chat)
    watch(of('old').pipe(send(chat)))
    peer.last.open()
    expect(peer.last.sent).to.deep.equal(['first', 'old'])
  })

  it('is withdrawn with NotOpen when its socket ends before it was written, and never goes to the next', () => {
    const { chat, peer, clock, errors } = connectTo({ opens: true, writes: false })
    start(chat)
    const big = watch(of('x'.repeat(2_000_000)).pipe(send(chat)))
    const bound = volatileSend(chat, 'unsubscribe a', 'unsubscribe b')
    const lasting = watch(of('order').pipe(send(chat)))
    expect(brief(bound)).to.deep.equal([])
    peer.last.lose()
    expect(brief(big)).to.deep.equal(['SendUncertain'])
    expect(brief(bound)).to.deep.equal(['NotOpen', 'NotOpen'])
    expect(errors.values.filter(({ _tag }) => _tag === 'NotOpen')).to.have.length(1)
    clock.pass(1_000)
    expect(peer.last.sent).to.deep.equal(['order'])
    peer.last.answer()
    expect(brief(lasting)).to.deep.equal(['order'])
  })

  it('is written behind a backlog, and by a stop or restart, which flush', () => {
    for (const isRestart of [false, true]) {
      const { chat, peer } = connectTo({ opens: true, writes: false })
      start(chat)
      watch(of('x'.repeat(2_000_000)).pipe(send(chat)))
      const bound = volatileSend(chat, 'bye')
      if (isRestart) clientRestart$(chat).subscribe()
      else clientStop$(chat).subscribe()
      const [first] = peer.sockets
      first!.answer()
      expect(first!.sent.at(-1)).to.equal('bye')
      expect(brief(bound)).to.deep.equal(['bye'])
    }
  })

  it('keeps program order behind a restart of the same turn', () => {
    const { chat, peer } = connectTo({ opens: true, closes: false })
    let bound: Watched<Result> | undefined
    chat.pipe(state$()).subscribe(({ _tag }) => {
      if (_tag !== 'Open' || bound !== undefined) return
      clientRestart$(chat).subscribe()
      bound = volatileSend(chat, 'late')
    })
    start(chat)
    expect(brief(bound!)).to.deep.equal(['NotOpen'])
    expect(peer.last.sent).to.deep.equal([])
  })

  it('is taken back by unsubscribing before it was written', () => {
    const { chat, peer } = connectTo({ opens: true, writes: false })
    start(chat)
    watch(of('x'.repeat(2_000_000)).pipe(send(chat)))
    volatileSend(chat, 'a').stop()
    peer.last.answer()
    expect(peer.last.sent).to.have.length(1)
  })
})
