import { expect } from 'chai'
import { raw, text } from 'pulsewire'

import { decodeMessage } from '../../../lib/connection/receiving/decode.ts'
import { encodeMessage } from '../../../lib/connection/sending/encode.ts'

const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value)

describe('decodeMessage', () => {
  it('names the first issue and its place, and keeps the message out of its own', () => {
    const codec = {
      decode: () => ({ _tag: 'Left', left: [{ path: 'price', message: 'expected number' }] }) as const,
      encode: text.encode,
    }
    const decoded = decodeMessage('chat', codec as never, 'secret')
    expect(decoded).to.have.nested.property('left._tag', 'DecodeFailed')
    expect(decoded).to.have.nested.property('left.data', 'secret')
    const { message } = (decoded as unknown as { left: Error }).left
    expect(message).to.equal('chat: message received, but it does not decode: price: expected number')
  })

  it('keeps all issues of a message that does not encode', () => {
    const issues = [
      { path: 'a', message: 'expected number' },
      { path: 'b', message: 'expected string' },
    ]
    const codec = { decode: text.decode, encode: () => ({ _tag: 'Left', left: issues }) as const }
    const encoded = encodeMessage('chat', codec as never, 'a', undefined)
    expect(encoded).to.have.nested.property('left.issues').that.deep.equals(issues)
  })

  it('turns what a codec throws into the cause', () => {
    const thrower = (): never => {
      throw new Error('mine')
    }
    const codec = { decode: thrower, encode: thrower }
    expect(decodeMessage('chat', codec, 'a')).to.have.nested.property('left.cause.message', 'mine')
    expect(encodeMessage('chat', codec, 'a', undefined)).to.have.nested.property('left.cause.message', 'mine')
  })
})

describe('a codec that breaks its contract', () => {
  const answering = (answer: unknown): never => ({ decode: () => answer, encode: () => answer }) as never

  for (const answer of ['a', undefined, null, 7, { value: 'a' }, { _tag: 'Some', value: 'a' }]) {
    it(`is named when it answers ${JSON.stringify(answer)} and no Either`, () => {
      for (const answered of [
        decodeMessage('chat', answering(answer), 'a'),
        encodeMessage('chat', answering(answer), 'a', undefined),
      ]) {
        expect(answered).to.have.property('_tag', 'Left')
        expect((answered as { left: Error }).left.message)
          .to.contain('answered no Either')
          .and.contain('codec()')
      }
    })
  }

  for (const left of ['no', undefined, [], [undefined], [{ message: 'no' }], { path: '', message: 'no' }]) {
    it(`is answered when its Left holds no issues but ${JSON.stringify(left)}`, () => {
      const decoded = decodeMessage('chat', answering({ _tag: 'Left', left }), 'a')
      expect(decoded).to.have.nested.property('left.message').that.includes('the codec refused it')
      expect(decoded).to.have.nested.property('left.issues').with.length(1)
    })
  }
})

describe('a codec that answers a Promise', () => {
  it('leaves no unhandled rejection behind', async () => {
    const rejections: unknown[] = []
    const note = (reason: unknown): void => void rejections.push(reason)
    process.on('unhandledRejection', note)
    const rejecting = {
      decode: () => Promise.reject(new Error('mine')),
      encode: () => Promise.reject(new Error('mine')),
    }
    expect(decodeMessage('chat', rejecting as never, 'a')).to.have.nested.property('left._tag', 'DecodeFailed')
    expect(encodeMessage('chat', rejecting as never, 'a' as never, undefined)).to.have.nested.property(
      'left._tag',
      'EncodeFailed',
    )
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)
    expect(rejections).to.deep.equal([])
  })
})

describe('encodeMessage', () => {
  it('goes past the codec where the kind is given', () => {
    expect(encodeMessage('chat', text, 'ä', true)).to.deep.include({ right: utf8('ä') })
    expect(encodeMessage('chat', text, 'ä', false)).to.deep.include({ right: 'ä' })
    expect(encodeMessage('chat', raw, utf8('ä'), false)).to.deep.include({ right: 'ä' })
    expect(encodeMessage('chat', raw, Uint8Array.of(195, 40), false)).to.have.nested.property(
      'left._tag',
      'EncodeFailed',
    )
    expect(encodeMessage('chat', raw, utf8('\uFEFFa'), false)).to.deep.include({ right: '\uFEFFa' })
  })
})
