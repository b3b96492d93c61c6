import { expect } from 'chai'
import { clientRestart$, clientStart$, clientStop$, type ConnectionError, send, start$, state$ } from 'pulsewire'
import { map, of, range, Subject } from 'rxjs'

import { type Described, described } from './described.ts'
import { watch, type Watched } from './watching.ts'

type Result =
  { readonly _tag: 'Right'; readonly right: unknown } | { readonly _tag: 'Left'; readonly left: ConnectionError }

/** What a send answered, for people: the value, or the tag of the error. */
function answers({ values }: Watched<Result>): unknown[] {
  return values.map((result) => (result._tag === 'Right' ? result.right : result.left._tag))
}

const start = (chat: Described['chat']): void => {
  clientStart$(chat).subscribe({ error: () => undefined })
}

describe('Outgoing', () => {
  describe('guarantee 2: what a send answers', () => {
    it('answers Right when the message has left, and not before', () => {
      const { chat, peer } = described({ opens: true, writes: false })
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
      const { chat, peer, errors } = described({ opens: true, writes: false })
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

    it('never sends again what is uncertain', () => {
      const { chat, peer, clock } = described({ opens: true, writes: false })
      start(chat)
      watch(of('a').pipe(send(chat)))
      peer.last.lose()
      clock.pass(1_000)
      expect(peer.sockets.map(({ sent }) => sent)).to.deep.equal([['a'], []])
    })

    it('takes no success for true that comes after the socket was replaced', () => {
      const { chat, peer, clock } = described({ opens: true, writes: false })
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
      const { chat, peer } = described({ opens: true, writes: false })
      start(chat)
      const results = watch(of('a', 'b').pipe(send(chat)))
      peer.last.takeDone()(new Error('not written'))
      peer.last.answer()
      peer.last.lose()
      expect(answers(results)[0]).to.equal('SendUncertain')
      expect(answers(results)).to.have.length(2)
    })

    it('answers NotOpen at rest and while it closes, each with its Fault', () => {
      const { chat, peer, errors } = described({ opens: true, closes: false })
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
      const { chat, peer } = described({ closes: false })
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
      const { chat, peer, errors } = described({ closes: false })
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
      const { chat, peer, clock } = described()
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
      const { chat, peer, errors } = described({}, { retry: false })
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
      const { chat, errors } = described()
      start(chat)
      const results = watch(of('a', 'b').pipe(send(chat)))
      clientStop$(chat).subscribe()
      expect(answers(results)).to.deep.equal(['NotOpen', 'NotOpen'])
      expect(errors.values).to.have.length(1)
      expect(results.values[0]).to.have.property('left', errors.values[0])
    })

    it('answers what is still being written when it stops, and only then closes', () => {
      const { chat, peer } = described({ opens: true, writes: false })
      start(chat)
      const results = watch(of('a', 'b').pipe(send(chat)))
      clientStop$(chat).subscribe()
      expect(peer.last.closes).to.deep.equal([])
      peer.last.answer()
      expect(answers(results)).to.deep.equal(['a', 'b'])
      expect(peer.last.closes).to.deep.equal([[1000, '']])
    })

    it('guarantee 5: closes without waiting for ever for a peer that reads nothing', () => {
      const { chat, peer, clock } = described({ opens: true, writes: false, closes: false }, { closeTimeout: 100 })
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

    it('keeps the order of one send though an answer in the midst is known at once', () => {
      const { chat, peer } = described({ opens: true, writes: false })
      start(chat)
      const results = watch(of('a', 7 as never, 'b').pipe(send(chat)))
      expect(answers(results)).to.deep.equal([])
      peer.last.answer()
      expect(answers(results)).to.deep.equal(['a', 'EncodeFailed', 'b'])
    })

    it('passes the end of the source on behind its results', () => {
      const { chat, peer } = described({ opens: true, writes: false })
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

  describe('overflow', () => {
    const error = (errors: Watched<ConnectionError>): unknown[] => errors.values.map(({ _tag }) => _tag)

    it('rejects the new one by default: its Fault is immediate, its result keeps its place', () => {
      const { chat, peer, errors } = described({}, { outbox: { limit: 2 } })
      start(chat)
      const results = watch(of('a', 'b', 'c').pipe(send(chat)))
      expect(error(errors)).to.deep.equal(['OutboxFull'])
      expect(answers(results)).to.deep.equal([])
      peer.last.open()
      expect(answers(results)).to.deep.equal(['a', 'b', 'OutboxFull'])
      expect(peer.last.sent).to.deep.equal(['a', 'b'])
    })

    it('drops the oldest', () => {
      const { chat, peer, errors } = described({}, { outbox: { limit: 2, overflow: 'dropOldest' } })
      start(chat)
      const results = watch(of('a', 'b', 'c').pipe(send(chat)))
      expect(error(errors)).to.deep.equal(['OutboxFull'])
      expect(answers(results)).to.deep.equal(['OutboxFull'])
      peer.last.open()
      expect(peer.last.sent).to.deep.equal(['b', 'c'])
      expect(answers(results)).to.deep.equal(['OutboxFull', 'b', 'c'])
    })

    it('drops the newest that waits, and the new one takes its place', () => {
      const { chat, peer, errors } = described({}, { outbox: { limit: 2, overflow: 'dropNewest' } })
      start(chat)
      const results = watch(of('a', 'b', 'c').pipe(send(chat)))
      expect(error(errors)).to.deep.equal(['OutboxFull'])
      peer.last.open()
      expect(peer.last.sent).to.deep.equal(['a', 'c'])
      expect(answers(results)).to.deep.equal(['a', 'OutboxFull', 'c'])
    })

    it('counts bytes in every state, and always takes one message into an empty outbox', () => {
      const { chat, peer } = described({ opens: true, writes: false }, { outbox: { bytes: 10 } })
      start(chat)
      const results = watch(of('x'.repeat(50), 'b').pipe(send(chat)))
      peer.last.answer()
      expect(answers(results)).to.deep.equal(['x'.repeat(50), 'OutboxFull'])
    })

    it('counts what was answered no more', () => {
      const { chat, peer } = described({ opens: true, writes: false }, { outbox: { bytes: 10 } })
      start(chat)
      for (let round = 0; round < 20; round++) {
        const results = watch(of('12345', '12345', 'z').pipe(send(chat)))
        peer.last.answer()
        expect(answers(results)).to.deep.equal(['12345', '12345', 'OutboxFull'])
      }
    })
  })

  describe('on opening', () => {
    it('sends what subscribers of start$ send ahead of the queue, after a reconnect too', () => {
      const { chat, peer, clock } = described()
      chat
        .pipe(
          start$(),
          map(() => 'subscribe'),
          send(chat),
        )
        .subscribe()
      start(chat)
      of('old').pipe(send(chat)).subscribe()
      peer.last.open()
      expect(peer.last.sent).to.deep.equal(['subscribe', 'old'])
      peer.last.lose()
      of('older').pipe(send(chat)).subscribe()
      clock.pass(1_000)
      peer.last.open()
      expect(peer.last.sent).to.deep.equal(['subscribe', 'older'])
    })

    it('writes the whole of a long queue to a socket that answers at once', () => {
      const { chat, peer } = described({}, { outbox: { limit: 50_000 } })
      start(chat)
      const results = watch(
        range(0, 50_000).pipe(
          map((n) => `${n}`),
          send(chat),
        ),
      )
      peer.last.open()
      expect(results.values).to.have.length(50_000)
      expect(peer.last.sent).to.have.length(50_000)
    })
  })

  describe('what waits behind a full socket', () => {
    const big = 'x'.repeat(600_000)

    it('is written as the socket takes it, in order', () => {
      const { chat, peer } = described({ opens: true, writes: false })
      start(chat)
      watch(of(big, big, 'a', 'b').pipe(send(chat)))
      expect(peer.last.sent).to.have.length(2)
      peer.last.answer()
      peer.last.answer()
      expect(peer.last.sent.slice(2)).to.deep.equal(['a', 'b'])
    })

    it('is never claimed when the socket ends while it is written', () => {
      let writes = 0
      const { chat, peer, clock } = described({
        opens: true,
        writes: false,
        replies: (_data, socket) => {
          if (++writes === 3) socket.lose()
        },
      })
      start(chat)
      const results = watch(of(big, big, 'a', 'b').pipe(send(chat)))
      peer.last.answer(2)
      expect(answers(results).slice(2)).to.deep.equal(['SendUncertain'])
      clock.pass(1_000)
      const [, second] = peer.sockets
      expect(second!.sent).to.deep.equal(['b'])
      second!.answer()
      expect(answers(results).slice(2)).to.deep.equal(['SendUncertain', 'b'])
    })

    it('goes to no socket that is closing, when an answer makes somebody restart', () => {
      const { chat, peer } = described({ opens: true, writes: false, closes: false })
      start(chat)
      const results = watch(of(big, big, 'a').pipe(send(chat)))
      of('z')
        .pipe(send(chat))
        .subscribe(() => {
          clientRestart$(chat).subscribe()
          watch(of('late').pipe(send(chat)))
        })
      peer.last.answer()
      peer.last.answer()
      const [first] = peer.sockets
      expect(first!.sent.slice(2)).to.deep.equal(['a', 'z'])
      first!.lose(1000)
      expect(peer.last.sent).to.deep.equal(['late'])
      expect(answers(results)).to.have.length(3)
    })
  })

  describe('withdrawal', () => {
    it('withdraws what is not yet written when it is unsubscribed', () => {
      const { chat, peer } = described()
      start(chat)
      const results = watch(of('a').pipe(send(chat)))
      watch(of('b').pipe(send(chat)))
      results.stop()
      peer.last.open()
      expect(peer.last.sent).to.deep.equal(['b'])
      expect(results.values).to.deep.equal([])
    })

    it('withdraws what waits for its turn behind a start of the same turn', () => {
      const { chat, peer } = described()
      chat.pipe(state$()).subscribe(({ _tag }) => {
        if (_tag !== 'Connecting') return
        clientStart$(chat).subscribe()
        watch(of('a').pipe(send(chat))).stop()
      })
      start(chat)
      peer.last.open()
      expect(peer.last.sent).to.deep.equal([])
    })

    it('makes room again', () => {
      const { chat, peer } = described({}, { outbox: { limit: 1 } })
      start(chat)
      watch(of('a').pipe(send(chat))).stop()
      const results = watch(of('b').pipe(send(chat)))
      peer.last.open()
      expect(answers(results)).to.deep.equal(['b'])
    })

    it('leaves what was handed to the socket alone', () => {
      const { chat, peer } = described({ opens: true, writes: false })
      start(chat)
      watch(of('a').pipe(send(chat))).stop()
      const results = watch(of('b').pipe(send(chat)))
      peer.last.answer()
      expect(peer.last.sent).to.deep.equal(['a', 'b'])
      expect(answers(results)).to.deep.equal(['b'])
    })
  })

  it('copies what waits, so that its bytes can be used again', () => {
    const { chat, peer } = described()
    start(chat)
    const bytes = Uint8Array.of(1, 2, 3)
    of(bytes)
      .pipe(send(chat, { binary: true }))
      .subscribe()
    bytes.fill(9)
    peer.last.open()
    expect(peer.last.sent).to.deep.equal([Uint8Array.of(1, 2, 3)])
  })
})
