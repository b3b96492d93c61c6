import { expect } from 'chai'
import * as t from 'io-ts'
import { clientStart$, clientStop$, type Codec, type ConnectionError, json, raw, receive$ } from 'pulsewire'
import { Subject } from 'rxjs'

import { coreOf } from '../../../lib/connection/connection.ts'
import { nothing } from '../../../lib/connection/receiving/nothing.ts'
import type { Transport } from '../../../lib/transport/transport.ts'
import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'
import { fakePeer } from '../../support/peers/fake-peer.ts'
import { watch, type Watched } from '../../support/watching.ts'

interface Quote {
  readonly price: number
}
const Quote: t.Type<Quote, unknown> = t.type({ price: t.number })

const tagsOf = (errors: Watched<ConnectionError>): string[] => errors.values.map(({ _tag }) => _tag)
const quotes = (): ConnectedPeer => connectTo({ opens: true }, { codec: json(Quote) as never })

describe('a received message', () => {
  it('is one DecodeFailed if it is no JSON or has the wrong shape, and nothing else is lost', () => {
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

  it('is decoded once for all subscribers, and never without a subscriber to values or events', () => {
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

  describe('as text in bytes, as on Node,', () => {
    const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
    const broken = Uint8Array.of(0xff)

    /** A connection whose socket gives text as bytes. `checks`: the calls that read it. */
    function bytewise(options: Parameters<typeof connectTo>[1] = {}): ConnectedPeer & {
      readonly checks: string[]
      readonly say: (...texts: Uint8Array[]) => void
    } {
      const checks: string[] = []
      const readers = {
        toText: (data: Uint8Array) => {
          checks.push('toText')
          return data[0] === 0xff ? undefined : new TextDecoder().decode(data)
        },
        isText: (data: Uint8Array) => {
          checks.push('isText')
          return data[0] !== 0xff
        },
      }
      const peer = fakePeer()
      const transport: Transport = (...dial) => Object.assign(peer.transport(...dial), readers)
      const connected = connectTo({}, { ...options, transport })
      clientStart$(connected.chat).subscribe({ error: () => undefined })
      peer.last.open()
      const say = (...texts: Uint8Array[]): void => {
        for (const text of texts) peer.last.listener.received(text, false)
      }
      return { ...connected, peer, checks, say }
    }

    it('is decoded as UTF-8 once for all subscribers, or only checked if none wants text', () => {
      const { chat, say, checks } = bytewise()
      const bytes = watch(chat.pipe(receive$({ binary: true })))
      const given = utf8('ä')
      say(given)
      expect(checks.splice(0)).to.deep.equal(['isText'])
      // A copy: the adapter may use its buffer again.
      given.fill(0)
      expect(bytes.values).to.deep.equal([utf8('ä')])
      const texts = watch(chat.pipe(receive$({ binary: false })))
      const values = watch(chat.pipe(receive$()))
      say(utf8('ö'))
      expect(checks).to.deep.equal(['toText'])
      expect([texts.values, values.values]).to.deep.equal([['ö'], ['ö']])
    })

    it('is a string for a codec that takes both', () => {
      const { chat, say } = bytewise({ codec: raw as never })
      const values = watch<unknown>(chat.pipe(receive$()))
      say(utf8('ä'))
      expect(values.values).to.deep.equal(['ä'])
    })

    it('reaches no subscriber if it is no UTF-8, and neither do the messages behind it that a greeting left unread', () => {
      for (const binary of [undefined, true]) {
        const { chat, say } = bytewise()
        const received = watch<unknown>(chat.pipe(binary === undefined ? receive$() : receive$({ binary })))
        say(broken)
        expect(received.values).to.deep.equal([])
      }
      const greeted = new Subject<void>()
      const { chat, say } = bytewise({ greet: () => greeted })
      const received = watch(chat.pipe(receive$()))
      say(utf8('a'), broken, utf8('b'))
      greeted.complete()
      expect(received.values).to.deep.equal(['a'])
    })
  })

  it('during a greeting follows right after Open, each for the subscribers that want it', () => {
    const greeted = new Subject<void>()
    const isReply = (line: string): boolean => line === 'pong'
    const heartbeat = { interval: 1_000, timeout: 100, message: 'ping', isReply }
    const { chat, peer } = connectTo({ opens: true }, { greet: () => greeted, heartbeat })
    const incoming = (value: string): string | typeof nothing => (value === '#' ? nothing : value)
    Object.assign(coreOf(chat).options, { incoming })
    const values = watch(clientStart$(chat).pipe(receive$()))
    peer.last.say('pong', 'a', '#', 'b', 'c')
    greeted.complete()
    expect(values.values).to.deep.equal(['a', 'b', 'c'])
  })

  it('asks neither isReply nor the stage behind the codec about a message that does not decode', () => {
    const seen: unknown[] = []
    const isReply = (value: unknown): boolean => {
      seen.push(value)
      return false
    }
    const heartbeat = { interval: 1_000, timeout: 100, message: '{}', isReply }
    const { chat, peer } = connectTo({ opens: true }, { codec: json(Quote) as never, heartbeat: heartbeat as never })
    const incoming = (value: unknown): unknown => {
      seen.push(value)
      return value
    }
    Object.assign(coreOf(chat).options, { incoming })
    clientStart$(chat).subscribe()
    peer.last.say('nonsense')
    expect(seen).to.deep.equal([])
    peer.last.say('{"price":1}')
    expect(seen).to.deep.equal([{ price: 1 }, { price: 1 }])
  })

  it('reaches the default codec as UTF-8 if it is binary; invalid UTF-8 is a DecodeFailed, and raw bytes still arrive', () => {
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
    const [ofText] = errors.values.filter((error) => error.message.includes('too long to be text'))
    expect(ofText).to.have.property('message', 'chat: a received message is too long to be text')
    expect(ofText)
      .to.have.property('issues')
      .that.deep.equals([{ path: '', message: 'too long' }])
    expect(ofText).to.have.property('data').with.length(long.length)
  })
})
