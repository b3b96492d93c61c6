import { expect } from 'chai'
import * as t from 'io-ts'
import { clientStart$, clientStop$, type Codec, type ConnectionError, json, receive$ } from 'pulsewire'

import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'
import { watch, type Watched } from '../../support/watching.ts'

interface Quote {
  readonly price: number
}
const Quote: t.Type<Quote, unknown> = t.type({ price: t.number })

const tagsOf = (errors: Watched<ConnectionError>): string[] => errors.values.map(({ _tag }) => _tag)
const quotes = (): ConnectedPeer => connectTo({ opens: true }, { codec: json(Quote) as never })

describe('what comes in', () => {
  it('that is no JSON, or JSON of the wrong shape, is one DecodeFailed each, and nothing else is lost', () => {
    const { chat, peer, errors } = quotes()
    const lease = watch(clientStart$(chat).pipe(receive$()))
    const others = watch(chat.pipe(receive$()))
    const texts = watch(chat.pipe(receive$({ binary: false })))
    const messages = ['{"price":1}', 'no json', '{"price":"2"}', '[]', 'null', '', '{"price":3}']
    peer.last.say(...messages)
    expect(lease.values).to.deep.equal([{ price: 1 }, { price: 3 }])
    expect(others.values).to.deep.equal(lease.values)
    expect(texts.values).to.deep.equal(messages)
    expect(tagsOf(errors)).to.deep.equal(Array(5).fill('DecodeFailed'))
    expect(lease.end).to.equal(undefined)
    expect(errors.values[1]).to.deep.include({ data: '{"price":"2"}' })
    expect(errors.values[1]?.message).to.include('price').and.not.include('"2"')
  })

  it('drops a __proto__ key, however it is written', () => {
    const { chat, peer, errors } = quotes()
    const lease = watch(clientStart$(chat).pipe(receive$()))
    peer.last.say('{"price":1,"__proto__":{"admin":true}}', '{"price":2,"\\u005f_proto__":{"admin":true}}')
    for (const value of lease.values as unknown as object[]) {
      expect(Object.hasOwn(value, '__proto__')).to.equal(false)
      expect({ ...value }).to.not.have.property('admin')
    }
    expect(lease.values).to.have.length(2)
    expect(tagsOf(errors)).to.deep.equal([])
  })

  it('is decoded once, whoever listens, and not at all where nobody takes values or events', () => {
    let decoded = 0
    const codec: Codec<string> = {
      decode: (data) => {
        decoded++
        return { _tag: 'Right', right: String(data) }
      },
      encode: (value) => ({ _tag: 'Right', right: value }),
    }
    const { chat, peer } = connectTo({ opens: true }, { codec })
    clientStart$(chat).subscribe({ error: () => undefined })
    watch(chat.pipe(receive$({ binary: true })))
    peer.last.say('a')
    expect(decoded).to.equal(0)
    watch(chat)
    watch(chat.pipe(receive$()))
    watch(chat.pipe(receive$()))
    peer.last.say('a')
    expect(decoded).to.equal(1)
  })

  it('binary reaches the default codec as UTF-8; what is none is a DecodeFailed, and raw bytes still come', () => {
    const { chat, peer, errors } = connectTo({ opens: true })
    const lease = watch(clientStart$(chat).pipe(receive$()))
    const bytes = watch(chat.pipe(receive$({ binary: true })))
    peer.last.say(Buffer.from('äö'), Uint8Array.of(195, 40))
    expect(lease.values).to.deep.equal(['äö'])
    expect(bytes.values.map((data) => [...data])).to.deep.equal([[...Buffer.from('äö')], [195, 40]])
    expect(tagsOf(errors)).to.deep.equal(['DecodeFailed'])
  })

  it('keeps a byte order mark, the empty message and U+FFFD', () => {
    const { chat, peer } = connectTo({ opens: true })
    const values = watch(clientStart$(chat).pipe(receive$()))
    const texts = watch(chat.pipe(receive$({ binary: false })))
    const messages = ['\uFEFFa', '', '\uFFFD']
    peer.last.say(...messages)
    peer.last.say(...messages.map((message) => new TextEncoder().encode(message)))
    expect(values.values).to.deep.equal([...messages, ...messages])
    expect(texts.values).to.deep.equal([...messages, ...messages])
    clientStop$(chat).subscribe()
  })

  it('that is too long for a string is a DecodeFailed for those who want text, and bytes for others (10)', () => {
    const { chat, peer, errors } = connectTo({ opens: true })
    clientStart$(chat).subscribe({ error: () => undefined })
    const values = watch(chat.pipe(receive$()))
    const texts = watch(chat.pipe(receive$({ binary: false })))
    const bytes = watch(chat.pipe(receive$({ binary: true })))
    // The longest string of V8 has 2 ** 29 - 24 units. These pages are never touched.
    const long = new Uint8Array(2 ** 29 + 10)
    peer.last.say(long, 'a')
    expect([values.values, texts.values]).to.deep.equal([['a'], ['a']])
    expect(bytes.values.map(({ length }) => length)).to.deep.equal([long.length, 1])
    expect(tagsOf(errors)).to.deep.equal(['DecodeFailed', 'DecodeFailed'])
  })
})
