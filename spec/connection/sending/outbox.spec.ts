import { expect } from 'chai'
import { clientStart$, clientStop$, send } from 'pulsewire'
import { map, of, range, Subject } from 'rxjs'

import { messageOverhead } from '../../../lib/connection/sending/pending-message.ts'
import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'
import { answers } from '../../support/results.ts'
import { watch } from '../../support/watching.ts'

const start = (chat: ConnectedPeer['chat']): void => {
  clientStart$(chat).subscribe({ error: () => undefined })
}

describe('Outbox', () => {
  describe('guarantee 2: what a send answers', () => {
    it('answers Right when the message has left, and not before', () => {
      const { chat, peer } = connectTo({ opens: true, writes: false })
      start(chat)
      const results = watch(of('a', 'b').pipe(send(chat)))
      expect(peer.last.sent).to.deep.equal(['a', 'b'])
      expect(answers(results)).to.deep.equal([])
      peer.last.answer(1)
      expect(answers(results)).to.deep.equal(['a'])
      peer.last.answer()
      expect(answers(results)).to.deep.equal(['a', 'b'])
      expect(results.end).to.deep.equal({ _tag: 'Completed' })
    })

    it('answers SendUncertain, one object and one Fault, when the connection breaks during the writes', () => {
      const { chat, peer, errors } = connectTo({ opens: true, writes: false })
      start(chat)
      const one = watch(of('a', 'b').pipe(send(chat)))
      const other = watch(of('c').pipe(send(chat)))
      peer.last.lose()
      expect(answers(one)).to.deep.equal(['SendUncertain', 'SendUncertain'])
      expect(answers(other)).to.deep.equal(['SendUncertain'])
      const lefts = [...one.values, ...other.values].map((result) => result._tag === 'Left' && result.left)
      expect(new Set(lefts).size).to.equal(1)
      expect(errors.values.filter(({ _tag }) => _tag === 'SendUncertain')).to.deep.equal([lefts[0]])
      expect(errors.values.map(({ _tag }) => _tag).sort()).to.deep.equal(['ConnectionLost', 'SendUncertain'])
    })

    it('never sends an uncertain message again', () => {
      const { chat, peer, clock } = connectTo({ opens: true, writes: false })
      start(chat)
      watch(of('a').pipe(send(chat)))
      peer.last.lose()
      clock.pass(1_000)
      expect(peer.sockets.map(({ sent }) => sent)).to.deep.equal([['a'], []])
    })

    it('takes no success for true that comes after the socket was replaced', () => {
      const { chat, peer, clock } = connectTo({ opens: true, writes: false })
      start(chat)
      const first = watch(of('a').pipe(send(chat)))
      const done = peer.last.takeDone()
      peer.last.lose()
      clock.pass(1_000)
      const second = watch(of('b').pipe(send(chat)))
      done()
      expect(answers(first)).to.deep.equal(['SendUncertain'])
      expect(answers(second)).to.deep.equal([])
      peer.last.answer()
      expect(answers(second)).to.deep.equal(['b'])
    })

    it('claims nothing of a message whose write was answered with an error', () => {
      const { chat, peer } = connectTo({ opens: true, writes: false })
      start(chat)
      const results = watch(of('a', 'b').pipe(send(chat)))
      peer.last.takeDone()(new Error('not written'))
      peer.last.answer()
      peer.last.lose()
      expect(answers(results)[0]).to.equal('SendUncertain')
      expect(answers(results)).to.have.length(2)
    })

    it('answers NotOpen at rest and while it closes, each with its Fault', () => {
      const { chat, peer, errors } = connectTo({ opens: true, closes: false })
      expect(answers(watch(of('a').pipe(send(chat))))).to.deep.equal(['NotOpen'])
      start(chat)
      clientStop$(chat).subscribe()
      expect(answers(watch(of('b').pipe(send(chat))))).to.deep.equal(['NotOpen'])
      peer.last.lose(1000)
      expect(answers(watch(of('c').pipe(send(chat))))).to.deep.equal(['NotOpen'])
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['NotOpen', 'NotOpen', 'NotOpen'])
      expect(peer.last.sent).to.deep.equal([])
    })

    it('queues for a start that is remembered while it closes', () => {
      const { chat, peer } = connectTo({ closes: false })
      start(chat)
      peer.last.open()
      clientStop$(chat).subscribe()
      start(chat)
      const results = watch(of('a').pipe(send(chat)))
      peer.last.lose(1000)
      expect(answers(results)).to.deep.equal([])
      peer.last.open()
      expect(peer.sockets.map(({ sent }) => sent)).to.deep.equal([[], ['a']])
      expect(answers(results)).to.deep.equal(['a'])
    })

    it('answers NotOpen to what was queued for a remembered start that is stopped again', () => {
      const { chat, peer, errors } = connectTo({ closes: false })
      start(chat)
      peer.last.open()
      clientStop$(chat).subscribe()
      start(chat)
      const results = watch(of('a', 'b').pipe(send(chat)))
      clientStop$(chat).subscribe()
      expect(answers(results)).to.deep.equal(['NotOpen', 'NotOpen'])
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['NotOpen'])
    })

    it('queues while connecting and while waiting, and writes in order when it is open', () => {
      const { chat, peer, clock } = connectTo()
      start(chat)
      const results = watch(of('a', 'b').pipe(send(chat)))
      peer.last.refuse()
      watch(of('c').pipe(send(chat)))
      clock.pass(1_000)
      watch(of('d').pipe(send(chat)))
      expect(answers(results)).to.deep.equal([])
      peer.last.open()
      expect(peer.last.sent).to.deep.equal(['a', 'b', 'c', 'd'])
      expect(answers(results)).to.deep.equal(['a', 'b'])
    })

    it('answers the queued with the error that ended the run, which is no second Fault', () => {
      const { chat, peer, errors } = connectTo({}, { retry: false })
      start(chat)
      const results = watch(
        range(0, 1_000).pipe(
          map((n) => `${n}`),
          send(chat),
        ),
      )
      peer.last.refuse(403)
      expect(results.values).to.have.length(1_000)
      const lefts = new Set(results.values.map((result) => result._tag === 'Left' && result.left))
      expect([...lefts]).to.deep.equal(errors.values)
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['HandshakeFailed'])
    })

    it('answers the queued with one NotOpen and one Fault after a stop', () => {
      const { chat, errors } = connectTo()
      start(chat)
      const results = watch(of('a', 'b').pipe(send(chat)))
      clientStop$(chat).subscribe()
      expect(answers(results)).to.deep.equal(['NotOpen', 'NotOpen'])
      expect(errors.values).to.have.length(1)
      expect(results.values[0]).to.have.property('left', errors.values[0])
    })

    it('answers nothing more, and reports no Fault, when a run ends with nothing queued', () => {
      for (const end of ['the peer', 'a stop'] as const) {
        const { chat, peer, errors } = connectTo({ opens: end === 'the peer' }, { retry: false })
        start(chat)
        if (end === 'the peer') {
          expect(answers(watch(of('a').pipe(send(chat))))).to.deep.equal(['a'])
          peer.last.lose(1000)
        } else {
          watch(of('a').pipe(send(chat))).stop()
          clientStop$(chat).subscribe()
        }
        expect([chat.state._tag, errors.values]).to.deep.equal(['Closed', []])
      }
    })

    it('settles messages in flight when it stops, and only then closes', () => {
      const { chat, peer, errors } = connectTo({ opens: true, writes: false })
      start(chat)
      const results = watch(of('a', 'b').pipe(send(chat)))
      clientStop$(chat).subscribe()
      expect(peer.last.closes).to.deep.equal([])
      peer.last.answer()
      expect(answers(results)).to.deep.equal(['a', 'b'])
      expect(peer.last.closes).to.deep.equal([[1000, '']])
      expect(errors.values).to.deep.equal([])
    })

    it('guarantee 5: closes without waiting for ever for a peer that reads nothing', () => {
      const { chat, peer, clock } = connectTo({ opens: true, writes: false, closes: false }, { closeTimeout: 100 })
      start(chat)
      const results = watch(of('a').pipe(send(chat)))
      const rest = watch(clientStop$(chat))
      clock.pass(100)
      expect(peer.last.closes).to.have.length(1)
      clock.pass(100)
      expect(rest.values).to.deep.equal([{ _tag: 'Closed', code: 1006, reason: '', wasClean: false }])
      expect(answers(results)).to.deep.equal(['SendUncertain'])
      expect(clock.pending()).to.equal(0)
    })

    it('keeps messages back while 1 MiB is in flight, and its order where a result sends more', () => {
      const { chat, peer } = connectTo({ opens: true, writes: false })
      start(chat)
      const full = 'x'.repeat(1_024 * 1_024 - messageOverhead)
      const sendB = (): unknown => watch(of('b').pipe(send(chat)))
      of(full).pipe(send(chat)).subscribe(sendB)
      watch(of('a').pipe(send(chat)))
      expect(peer.last.sent).to.have.length(1)
      peer.last.answer(1)
      expect(peer.last.sent.slice(1)).to.deep.equal(['a', 'b'])
    })

    it('keeps the order of one send though an answer in the midst is known at once', () => {
      const { chat, peer } = connectTo({ opens: true, writes: false })
      start(chat)
      const results = watch(of('a', 7 as never, 'b').pipe(send(chat)))
      expect(answers(results)).to.deep.equal([])
      peer.last.answer()
      expect(answers(results)).to.deep.equal(['a', 'EncodeFailed', 'b'])
    })

    it('passes the end of the source on behind its results', () => {
      const { chat, peer } = connectTo({ opens: true, writes: false })
      start(chat)
      const broken = new Subject<string>()
      const results = watch(broken.pipe(send(chat)))
      broken.next('a')
      broken.error(new Error('mine'))
      expect(results.end).to.equal(undefined)
      peer.last.answer()
      expect(answers(results)).to.deep.equal(['a'])
      expect(results.end).to.have.nested.property('error.message', 'mine')
    })
  })
})
