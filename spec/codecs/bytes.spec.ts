import { runInNewContext } from 'node:vm'

import { expect } from 'chai'
import { binary, type Codec, raw } from 'pulsewire'

import { toBytes } from '../../lib/codecs/bytes.ts'
import { encodeMessage } from '../../lib/connection/sending/encode.ts'

/** Bytes 1, 2, 3 in every form, each made in a realm by `make`. */
const forms = [
  'new Uint8Array([1, 2, 3])',
  'new Uint8Array([1, 2, 3]).buffer',
  'new Uint8Array([0, 1, 2, 3, 4]).subarray(1, 4)',
  'new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 0, 3)',
  'new Int8Array([1, 2, 3])',
  'new Uint8ClampedArray([1, 2, 3])',
  'Object.assign(new Uint8Array(new SharedArrayBuffer(3)), [1, 2, 3])',
  '(() => { const b = new SharedArrayBuffer(3); new Uint8Array(b).set([1, 2, 3]); return b })()',
  '(() => { const b = new ArrayBuffer(3, { maxByteLength: 9 }); new Uint8Array(b).set([1, 2, 3]); return b })()',
  '(() => { const b = new ArrayBuffer(4, { maxByteLength: 9 }); new Uint8Array(b).set([0, 1, 2, 3]); return new Uint8Array(b, 1) })()',
  '(() => { const b = new SharedArrayBuffer(3, { maxByteLength: 9 }); new Uint8Array(b).set([1, 2, 3]); return b })()',
]
const realms = {
  'this realm': (source: string): unknown => (0, eval)(source),
  'another realm': (source: string): unknown => runInNewContext(source),
}

const outputs: Codec<never, unknown> = {
  decode: () => ({ _tag: 'Left', left: [] }),
  encode: (value) => ({ _tag: 'Right', right: value as Uint8Array }),
}
/** Each place that takes bytes to send. */
const places = {
  binary: (value: unknown) => encodeMessage('chat', binary, value as never, undefined),
  raw: (value: unknown) => encodeMessage('chat', raw, value as never, undefined),
  'send({ binary: true })': (value: unknown) => encodeMessage('chat', raw, value as never, true),
  'a codec of a user': (value: unknown) => encodeMessage('chat', outputs, value, undefined),
}

describe('bytes', () => {
  for (const [realm, make] of Object.entries(realms)) {
    for (const source of forms) {
      it(`of ${realm} are read as a Uint8Array of this one: ${source}`, () => {
        const bytes = toBytes(make(source))
        expect(bytes).to.be.instanceOf(Uint8Array)
        expect([...(bytes ?? [])]).to.deep.equal([1, 2, 3])
        expect(bytes?.buffer).not.to.have.property('resizable', true)
        expect(Object.prototype.toString.call(bytes?.buffer)).to.equal('[object ArrayBuffer]')
      })

      for (const [place, encode] of Object.entries(places)) {
        it(`of ${realm} are sent by ${place}: ${source}`, () => {
          const encoded = encode(make(source))
          expect(encoded).to.have.property('_tag', 'Right')
          expect([...(encoded as { right: Uint8Array }).right]).to.deep.equal([1, 2, 3])
        })
      }
    }
  }

  it('are not copied if they are fixed and not shared', () => {
    for (const bytes of [Uint8Array.of(1), Buffer.from('a'), new Uint8Array(9).subarray(2)]) {
      expect(toBytes(bytes)).to.equal(bytes)
    }
    const { buffer } = Uint8Array.of(1)
    expect(toBytes(buffer)?.buffer).to.equal(buffer)
  })

  it('are copied if they may change: a later change of their length or content does not reach the message', () => {
    const buffer = (0, eval)('new ArrayBuffer(3, { maxByteLength: 9 })') as ArrayBuffer & { resize(to: number): void }
    const copy = toBytes(new Uint8Array(buffer))
    new Uint8Array(buffer).fill(7)
    buffer.resize(0)
    expect([...(copy ?? [])]).to.deep.equal([0, 0, 0])
  })

  it('are empty, or none, once their memory was detached or has shrunk', () => {
    const detached = new Int8Array(3)
    structuredClone(detached.buffer, { transfer: [detached.buffer] })
    const buffer = (0, eval)('new ArrayBuffer(3, { maxByteLength: 9 })') as ArrayBuffer & { resize(to: number): void }
    const shrunk = new DataView(buffer, 1, 2)
    buffer.resize(0)
    expect(toBytes(detached)).to.deep.equal(new Uint8Array(0))
    expect(toBytes(shrunk)).to.equal(undefined)
  })

  it('are nothing else, whatever its tag claims', () => {
    const pretender = { [Symbol.toStringTag]: 'ArrayBuffer', byteLength: 3 }
    for (const value of [undefined, null, 'abc', 3, [1, 2, 3], {}, new Set([1]), pretender, () => 1]) {
      expect(toBytes(value)).to.equal(undefined)
      for (const encode of Object.values(places)) {
        const encoded = encode(value)
        if (typeof value !== 'string') expect(encoded).to.have.nested.property('left._tag', 'EncodeFailed')
      }
    }
  })
})
