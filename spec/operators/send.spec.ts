import { expect } from 'chai'
import * as t from 'io-ts'
import { clientStart$, json, raw, send } from 'pulsewire'
import { config, from, map, NEVER, Observable, of, range, take, throwError } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { brief, type Result } from '../support/results.ts'
import { watch } from '../support/watching.ts'

describe('send', () => {
  it('subscribes to its source once for each subscription, and sends nothing before', () => {
    const { chat, peer } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    const sending$ = of('a').pipe(send(chat))
    expect(peer.last.sent).to.deep.equal([])
    sending$.subscribe()
    sending$.subscribe()
    expect(peer.last.sent).to.deep.equal(['a', 'a'])
  })

  it('starts nothing', () => {
    const { chat, peer } = connectTo({ opens: true })
    const results = watch(of('a').pipe(send(chat)))
    expect(results.values.map(brief)).to.deep.equal(['NotOpen'])
    expect(peer.sockets).to.deep.equal([])
  })

  describe('binary', () => {
    const bytes = Uint8Array.of(98, 195, 40)
    const cases = [
      [undefined, 'text', 'text'],
      [true, 'text', new TextEncoder().encode('text')],
      [true, bytes, bytes],
      [false, 'text', 'text'],
      [false, new TextEncoder().encode('äö'), 'äö'],
    ] as const
    for (const [isBinary, value, wire] of cases) {
      const what = typeof value === 'string' ? 'a string' : 'bytes'
      it(`${String(isBinary)}: sends ${what} as ${typeof wire === 'string' ? 'text' : 'binary'}`, () => {
        const { chat, peer } = connectTo({ opens: true }, { codec: raw as never })
        clientStart$(chat).subscribe()
        const sending = isBinary === undefined ? send(chat) : send(chat, { binary: isBinary })
        const results = watch<Result>(from([value as never]).pipe(sending as never))
        expect(peer.last.sent).to.deep.equal([wire])
        expect(results.values.map(brief)).to.deep.equal([value])
      })
    }

    it('false: bytes that are no UTF-8 are an EncodeFailed, and the connection lives', () => {
      const { chat, peer, errors } = connectTo({ opens: true })
      clientStart$(chat).subscribe()
      const results = watch(from([bytes, 'fine']).pipe(send(chat, { binary: false })))
      expect(results.values.map(brief)).to.deep.equal(['EncodeFailed', 'fine'])
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['EncodeFailed'])
      expect(peer.last.sent).to.deep.equal(['fine'])
    })

    it('takes neither an object nor a number past the codec', () => {
      const { chat } = connectTo({ opens: true })
      clientStart$(chat).subscribe()
      for (const binary of [true, false]) {
        const results = watch(from([{}, 7] as never[]).pipe(send(chat, { binary })))
        expect(results.values.map(brief)).to.deep.equal(['EncodeFailed', 'EncodeFailed'])
      }
    })
  })

  it('answers an outgoing value that has no JSON with one EncodeFailed, and the connection lives', () => {
    const { chat, peer, errors } = connectTo({ opens: true }, { codec: json(t.unknown) as never })
    clientStart$(chat).subscribe()
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const values = [circular, 10n, undefined, { fine: true }]
    const results = watch(from(values as never[]).pipe(send(chat)))
    expect(results.values.map((result) => result._tag)).to.deep.equal(['Left', 'Left', 'Left', 'Right'])
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(Array(3).fill('EncodeFailed'))
    expect(peer.last.sent).to.deep.equal(['{"fine":true}'])
  })

  it('guarantee 10: a codec that throws harms only the message it threw on', () => {
    const codec = {
      decode: (data: string | Uint8Array) => {
        if (data === 'bad') throw new Error('mine')
        return { _tag: 'Right', right: String(data) } as const
      },
      encode: (value: string) => {
        if (value === 'bad') throw new Error('mine')
        return { _tag: 'Right', right: value } as const
      },
    }
    const { chat, peer, errors } = connectTo({ opens: true }, { codec })
    const lease = watch(clientStart$(chat))
    const results = watch(of('a', 'bad', 'b').pipe(send(chat)))
    peer.last.say('c', 'bad', 'd')
    expect(results.values.map(brief)).to.deep.equal(['a', 'EncodeFailed', 'b'])
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['EncodeFailed', 'DecodeFailed'])
    expect(lease.values.filter(({ _tag }) => _tag === 'Message')).to.have.length(2)
  })

  it('stops an endless source when it is unsubscribed in its midst', () => {
    const { chat, peer } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    let pulled = 0
    const endless$ = range(0, 1_000_000).pipe(
      map((n) => {
        pulled++
        return `${n}`
      }),
    )
    const results = watch(endless$.pipe(send(chat), take(3)))
    expect(results.values.map(brief)).to.deep.equal(['0', '1', '2'])
    expect(pulled).to.be.at.most(4)
    expect(peer.last.sent).to.deep.equal(['0', '1', '2'])
  })

  it('errors as its source does, where nothing was sent', () => {
    const { chat } = connectTo()
    const results = watch(throwError(() => new Error('mine')).pipe(send(chat)))
    expect(results.end).to.have.nested.property('error.message', 'mine')
  })

  it('lets go of its source when it is unsubscribed', () => {
    const { chat } = connectTo()
    let isLetGo = false
    const source$ = new Observable<string>(() => () => {
      isLetGo = true
    })
    const results = watch(source$.pipe(send(chat)))
    results.stop()
    expect(isLetGo).to.equal(true)
  })

  it('emits no result and no end once it is unsubscribed', async () => {
    const { chat } = connectTo()
    const late: unknown[] = []
    config.onStoppedNotification = (notification) => late.push(notification)
    try {
      watch(NEVER.pipe(send(chat))).stop()
      // rxjs tells it from a timer.
      await new Promise((resolve) => setTimeout(resolve, 1))
    } finally {
      config.onStoppedNotification = null
    }
    expect(late).to.deep.equal([])
  })
})
