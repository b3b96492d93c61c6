import { expect } from 'chai'
import { clientStart$, type ConnectionError, error$, send, sendFrom } from 'pulsewire'
import { config, map, Observable, of } from 'rxjs'

import { coreOf } from '../../../lib/connection/connection.ts'
import { SendSubscription } from '../../../lib/connection/sending/send-subscription.ts'
import type { Transport } from '../../../lib/index.ts'
import { connectTo } from '../../support/peers/connect-to.ts'
import { fakePeer } from '../../support/peers/fake-peer.ts'
import { watch, type Watched } from '../../support/watching.ts'

type Result =
  { readonly _tag: 'Right'; readonly right: unknown } | { readonly _tag: 'Left'; readonly left: ConnectionError }

const brief = ({ values }: Watched<Result>): unknown[] =>
  values.map((result) => (result._tag === 'Right' ? result.right : result.left._tag))

const fail = (what: string) => (): never => {
  throw new Error(what)
}

/** Passes a stream on, with a teardown that throws. */
const tearingDown = <T>(source$: Observable<T>): Observable<T> =>
  new Observable((subscriber) => {
    subscriber.add(source$.subscribe(subscriber))
    subscriber.add(fail('teardown'))
  })

/** Subscribers of results that throw in every way, alone and together. */
const throwers: Readonly<Record<string, (results$: Observable<unknown>) => void>> = {
  next: (results$) => results$.subscribe(fail('next')),
  'next and complete': (results$) => results$.subscribe({ next: fail('next'), complete: fail('complete') }),
  complete: (results$) => results$.subscribe({ complete: fail('complete') }),
  'error, behind a projector': (results$) => results$.pipe(map(fail('map'))).subscribe({ error: fail('error') }),
  'a projector without a handler': (results$) => results$.pipe(map(fail('map'))).subscribe(),
  'a teardown behind a projector': (results$) => results$.pipe(tearingDown, map(fail('map'))).subscribe(),
  'a teardown in front of a projector': (results$) =>
    results$.pipe(map(fail('map')), tearingDown).subscribe({ error: () => undefined }),
  'a teardown, on completion': (results$) => results$.pipe(tearingDown).subscribe(),
  'next, error and teardown': (results$) =>
    results$.pipe(tearingDown, map(fail('map')), tearingDown).subscribe({ next: fail('next'), error: fail('error') }),
}

describe('A subscriber of results that throws', () => {
  const { onUnhandledError } = config
  // rxjs reports what these subscribers throw from a timer.
  before(() => {
    config.onUnhandledError = () => undefined
  })
  after(async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    config.onUnhandledError = onUnhandledError
  })

  for (const [name, subscribe] of Object.entries(throwers)) {
    for (const end of ['is answered', 'is lost', 'fails'] as const) {
      it(`guarantee 10: harms no other sender: ${name}, when the write ${end}`, () => {
        const { chat, peer, errors } = connectTo({ writes: false }, { retry: false })
        clientStart$(chat).subscribe({ error: () => undefined })
        if (end !== 'fails') peer.last.open()
        subscribe(of('a', 'b').pipe(send(chat)))
        const others = watch(of('c', 'd').pipe(send(chat)))
        if (end === 'is answered') peer.last.answer()
        else peer.last.lose()
        const expected = end === 'is answered' ? ['c', 'd'] : end === 'is lost' ? ['SendUncertain'] : ['ConnectionLost']
        expect([...new Set(brief(others))]).to.deep.equal(expected)
        expect(others.end).to.deep.equal({ _tag: 'Completed' })
        expect(coreOf(chat).outbox.bytes).to.equal(0)
        errors.stop()
      })
    }

    it(`guarantee 10: harms no other sender: ${name}, of sendFrom`, async () => {
      const { chat, peer } = connectTo({ opens: true })
      clientStart$(chat).subscribe({ error: () => undefined })
      subscribe(sendFrom(chat, ['a', 'b']))
      const others = watch(sendFrom(chat, ['c', 'd']))
      await new Promise(setImmediate)
      expect(brief(others)).to.deep.equal(['c', 'd'])
      expect(others.end).to.deep.equal({ _tag: 'Completed' })
      expect(peer.last.sent).to.include.members(['c', 'd'])
    })
  }
})

describe('A transport that throws in send', () => {
  /** Throws for every message that is `bad`: before it takes it, or after. */
  function throwing(writes: boolean): ReturnType<typeof connectTo> {
    const peer = fakePeer({ opens: true, writes })
    const transport: Transport = (request, listener) => {
      const socket = peer.transport(request, listener)
      const { send: sendOn } = socket
      socket.send = (data, isBinary, done) => {
        if (data === 'bad') throw new TypeError('a resizable buffer')
        sendOn.call(socket, data, isBinary, done)
      }
      return socket
    }
    const connected = connectTo({}, { transport })
    return { ...connected, peer }
  }

  for (const writes of [true, false]) {
    it(`guarantee 2: leaves that message alone uncertain, and shifts no other result (writes: ${String(writes)})`, () => {
      const { chat, peer, errors } = throwing(writes)
      clientStart$(chat).subscribe({ error: () => undefined })
      const results = watch(of('a', 'bad', 'b', 'bad', 'c').pipe(send(chat)))
      const others = watch(of('d').pipe(send(chat)))
      peer.last.answer()
      expect(brief(results)).to.deep.equal(['a', 'SendUncertain', 'b', 'SendUncertain', 'c'])
      expect(brief(others)).to.deep.equal(['d'])
      expect(peer.last.sent).to.deep.equal(['a', 'b', 'c', 'd'])
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['SendUncertain', 'SendUncertain'])
      expect(errors.values[0]).to.have.nested.property('cause.message', 'a resizable buffer')
      expect(coreOf(chat).outbox.bytes).to.equal(0)
    })
  }

  it('guarantee 2: settles its message once if the socket ended before it threw', () => {
    const peer = fakePeer({ opens: true, writes: false })
    const { chat, errors } = connectTo(
      {},
      {
        transport: (request, listener) =>
          Object.assign(peer.transport(request, listener), {
            send: () => {
              peer.last.lose()
              throw new TypeError('too late')
            },
          }),
      },
    )
    clientStart$(chat).subscribe({ error: () => undefined })
    const results = watch(of('a').pipe(send(chat)))
    expect(brief(results)).to.deep.equal(['SendUncertain'])
    expect(errors.values.map(({ _tag }) => _tag).sort()).to.deep.equal(['ConnectionLost', 'SendUncertain'])
    expect(coreOf(chat).outbox.bytes).to.equal(0)
  })

  it('guarantee 5: does not keep a stop waiting', () => {
    const { chat, peer } = throwing(false)
    const lease = clientStart$(chat).subscribe({ error: () => undefined })
    watch(of('bad').pipe(send(chat)))
    lease.unsubscribe()
    expect(brief(watch(of('a').pipe(send(chat))))).to.deep.equal([])
    peer.last.answer()
    expect(coreOf(chat).outbox.bytes).to.equal(0)
  })
})

describe('Outbox.withdraw', () => {
  it('returns the number of messages that it took back', () => {
    const { chat, peer } = connectTo({ opens: true, writes: false })
    clientStart$(chat).subscribe()
    const { outbox } = coreOf(chat)
    const make = (): SendSubscription<string> => {
      let made: SendSubscription<string> | undefined
      new Observable<Result>((subscriber) => {
        made = new SendSubscription<string>(subscriber, { inspector: undefined })
      }).subscribe()
      return made!
    }
    const [written, waiting] = [make(), make()]
    outbox.send(written, 'x'.repeat(2_000_000), undefined, false)
    outbox.send(waiting, 'a', undefined, false)
    outbox.send(waiting, 7 as never, undefined, false)
    outbox.send(waiting, 'b', undefined, true)
    expect(outbox.withdraw(written)).to.equal(0)
    expect(outbox.withdraw(waiting)).to.equal(2)
    expect(outbox.withdraw(waiting)).to.equal(0)
    peer.last.answer()
    expect(peer.last.sent).to.have.length(1)
    expect(outbox.bytes).to.equal(0)
    const uncertain = make()
    let count: number | undefined
    chat.pipe(error$()).subscribe(({ _tag }) => {
      if (_tag === 'SendUncertain') count = outbox.withdraw(uncertain)
    })
    outbox.send(uncertain, 'c', undefined, false)
    peer.last.lose()
    expect(count).to.equal(0)
  })
})
