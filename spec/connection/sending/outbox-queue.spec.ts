import { expect } from 'chai'
import {
  clientRestart$,
  clientStart$,
  clientStop$,
  type ConnectionError,
  error$,
  send,
  start$,
  state$,
} from 'pulsewire'
import { map, of, range, Subscription } from 'rxjs'

import { coreOf } from '../../../lib/connection/connection.ts'
import { messageOverhead } from '../../../lib/connection/sending/pending-message.ts'
import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'
import { answers } from '../../support/results.ts'
import { watch, type Watched } from '../../support/watching.ts'

const start = (chat: ConnectedPeer['chat']): void => {
  clientStart$(chat).subscribe({ error: () => undefined })
}

describe('Outbox, as a queue', () => {
  describe('overflow', () => {
    const error = (errors: Watched<ConnectionError>): unknown[] => errors.values.map(({ _tag }) => _tag)

    it('rejects the new one by default: its Fault is immediate, its result keeps its place', () => {
      const { chat, peer, errors } = connectTo({}, { outbox: { limit: 2 } })
      start(chat)
      const results = watch(of('a', 'b', 'c').pipe(send(chat)))
      expect(error(errors)).to.deep.equal(['OutboxFull'])
      expect(answers(results)).to.deep.equal([])
      peer.last.open()
      expect(answers(results)).to.deep.equal(['a', 'b', 'OutboxFull'])
      expect(peer.last.sent).to.deep.equal(['a', 'b'])
    })

    it('drops the oldest', () => {
      const { chat, peer, errors } = connectTo({}, { outbox: { limit: 2, overflow: 'dropOldest' } })
      start(chat)
      const results = watch(of('a', 'b', 'c').pipe(send(chat)))
      expect(error(errors)).to.deep.equal(['OutboxFull'])
      expect(answers(results)).to.deep.equal(['OutboxFull'])
      peer.last.open()
      expect(peer.last.sent).to.deep.equal(['b', 'c'])
      expect(answers(results)).to.deep.equal(['OutboxFull', 'b', 'c'])
    })

    it('drops the newest that waits, and the new one takes its place', () => {
      const { chat, peer, errors } = connectTo({}, { outbox: { limit: 2, overflow: 'dropNewest' } })
      start(chat)
      const results = watch(of('a', 'b', 'c').pipe(send(chat)))
      expect(error(errors)).to.deep.equal(['OutboxFull'])
      peer.last.open()
      expect(peer.last.sent).to.deep.equal(['a', 'c'])
      expect(answers(results)).to.deep.equal(['a', 'OutboxFull', 'c'])
    })

    it('takes a message out once, although its sender leaves on the Fault of its refusal', () => {
      for (const overflow of ['dropOldest', 'dropNewest'] as const) {
        const { chat, peer } = connectTo({}, { outbox: { limit: 1, overflow } })
        start(chat)
        const leaving = new Subscription()
        leaving.add(of('a').pipe(send(chat)).subscribe())
        chat.pipe(error$()).subscribe(() => {
          leaving.unsubscribe()
        })
        const results = watch(of('b').pipe(send(chat)))
        expect(coreOf(chat).outbox.bytes).to.equal(1)
        peer.last.open()
        expect(peer.last.sent).to.deep.equal(['b'])
        expect(answers(results)).to.deep.equal(['b'])
      }
    })

    it('takes a message out once, although its sender leaves on the Fault of a stop', () => {
      const { chat } = connectTo({}, {})
      start(chat)
      const leaving = new Subscription()
      leaving.add(of('a').pipe(send(chat)).subscribe())
      chat.pipe(error$()).subscribe(() => {
        leaving.unsubscribe()
      })
      clientStop$(chat).subscribe()
      expect(coreOf(chat).outbox.bytes).to.equal(0)
    })

    it('counts bytes in every state, and always takes one message into an empty outbox', () => {
      const { chat, peer } = connectTo({ opens: true, writes: false }, { outbox: { bytes: 10 } })
      start(chat)
      const results = watch(of('x'.repeat(50), 'b').pipe(send(chat)))
      peer.last.answer()
      expect(answers(results)).to.deep.equal(['x'.repeat(50), 'OutboxFull'])
    })

    it('counts what was answered no more', () => {
      const { chat, peer } = connectTo({ opens: true, writes: false }, { outbox: { bytes: 2 * (messageOverhead + 5) } })
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
      const { chat, peer, clock } = connectTo()
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
      const { chat, peer } = connectTo({}, { outbox: { limit: 50_000 } })
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

  describe('messages behind a full socket', () => {
    const big = 'x'.repeat(600_000)

    it('is written as the socket takes it, in order', () => {
      const { chat, peer } = connectTo({ opens: true, writes: false })
      start(chat)
      watch(of(big, big, 'a', 'b').pipe(send(chat)))
      expect(peer.last.sent).to.have.length(2)
      peer.last.answer()
      peer.last.answer()
      expect(peer.last.sent.slice(2)).to.deep.equal(['a', 'b'])
    })

    it('is never claimed when the socket ends while it is written', () => {
      let writes = 0
      const { chat, peer, clock } = connectTo({
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
      const { chat, peer } = connectTo({ opens: true, writes: false, closes: false })
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
    it('withdraws unwritten messages when it is unsubscribed', () => {
      const { chat, peer } = connectTo()
      start(chat)
      const results = watch(of('a').pipe(send(chat)))
      watch(of('b').pipe(send(chat)))
      results.stop()
      peer.last.open()
      expect(peer.last.sent).to.deep.equal(['b'])
      expect(results.values).to.deep.equal([])
    })

    it('withdraws what waits for its turn behind a start of the same turn', () => {
      const { chat, peer } = connectTo()
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
      const { chat, peer } = connectTo({}, { outbox: { limit: 1 } })
      start(chat)
      watch(of('a').pipe(send(chat))).stop()
      const results = watch(of('b').pipe(send(chat)))
      peer.last.open()
      expect(answers(results)).to.deep.equal(['b'])
    })

    it('leaves what was handed to the socket alone', () => {
      const { chat, peer } = connectTo({ opens: true, writes: false })
      start(chat)
      watch(of('a').pipe(send(chat))).stop()
      const results = watch(of('b').pipe(send(chat)))
      peer.last.answer()
      expect(peer.last.sent).to.deep.equal(['a', 'b'])
      expect(answers(results)).to.deep.equal(['b'])
    })
  })

  it('copies what waits, so that its bytes can be used again', () => {
    const { chat, peer } = connectTo()
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
