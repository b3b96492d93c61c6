import { expect } from 'chai'
import fc from 'fast-check'

import { publicMessage } from '../../../lib/model/secrets/public-message.ts'
import { type Frame, hello, welcome } from '../../../lib/patterns/session/frames/frame.ts'
import { frameCodec } from '../../../lib/patterns/session/frames/frame-codec.ts'

const decoded = (data: string | Uint8Array): Frame => {
  const result = frameCodec.decode(data)
  if (result._tag === 'Left') throw new Error('a frame never fails to decode')
  return result.right
}

const encoded = (frame: Frame): string | Uint8Array => {
  const result = frameCodec.encode(frame)
  if (result._tag === 'Left') throw new Error('the frame does not encode')
  return result.right as string | Uint8Array
}

const n = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }))
const id = fc.string({ minLength: 1, maxLength: 128 })

describe('the frames of a session', () => {
  it('decode to what was encoded, whatever the payload is', () => {
    const data = fc.oneof(fc.string(), fc.constantFrom('', 'ü€😀', 'm1:x', '\0\n'), fc.uint8Array())
    fc.assert(
      fc.property(n, data, (number, payload) => {
        const frame: Frame = { _tag: 'Numbered', n: number, data: payload }
        expect(decoded(encoded(frame))).to.deep.equal(frame)
        expect(typeof encoded(frame)).to.equal(typeof payload)
      }),
      { numRuns: 40 },
    )
    fc.assert(
      fc.property(n, id, (number, secret) => {
        expect(decoded(encoded({ _tag: 'Acknowledged', n: number }))).to.deep.equal({ _tag: 'Acknowledged', n: number })
        for (const frame of [hello(secret, number), welcome(secret, 'resumed', number), hello(undefined, number)]) {
          const again = decoded(encoded(frame)) as typeof frame
          expect(again).to.deep.equal(frame)
          expect(again.id).to.equal(frame.id)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('read every message as a frame or as malformed, and never throw', () => {
    const nearly = fc.tuple(
      fc.constantFrom('m', 'a', 'h', 'w', ''),
      fc.oneof(fc.json(), fc.string(), fc.nat().map(String)),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          nearly.map(([head, tail]) => head + tail),
          fc.uint8Array({ maxLength: 24 }),
        ),
        (data) => {
          expect(decoded(data)._tag).to.be.oneOf(['Numbered', 'Acknowledged', 'Hello', 'Welcome', 'Malformed'])
        },
      ),
    )
  })

  const wrong: ReadonlyArray<string | Uint8Array> = [
    '',
    'm',
    'm1',
    'm:x',
    'm0:x',
    'm-1:x',
    'm01:x',
    'm1.5:x',
    'm1e3:x',
    'm9007199254740992:x',
    'm12345678901234567:x',
    `m${'1'.repeat(1_000)}:x`,
    'a',
    'a-1',
    'a 1',
    'aNaN',
    'aInfinity',
    'a9007199254740993',
    'h',
    'h{',
    'hnull',
    'h{"got":-1}',
    'h{"got":1e300}',
    'h{"got":"1"}',
    'h{"got":0,"id":""}',
    'h{"got":0,"id":7}',
    `h{"got":0,"id":"${'x'.repeat(129)}"}`,
    'w{"got":0,"id":"x"}',
    'w{"got":0,"id":"x","continuity":"maybe"}',
    'w{"got":0,"continuity":"fresh"}',
    'x1',
    new Uint8Array(0),
    new TextEncoder().encode('m12'),
    new TextEncoder().encode('a12'),
    new TextEncoder().encode('m12345678901234567:'),
  ]
  for (const data of wrong) {
    const text = typeof data === 'string' ? data : `bytes ${new TextDecoder().decode(data)}`
    it(`are malformed: ${text.slice(0, 40)}`, () => {
      expect(decoded(data)).to.deep.equal({ _tag: 'Malformed' })
    })
  }

  it('keep an id out of sight: no log and no JSON of a frame shows it', () => {
    for (const frame of [hello('secret', 1), welcome('secret', 'lost', 0)]) {
      expect(JSON.stringify(frame)).not.to.contain('secret')
      expect(Object.keys(frame)).not.to.contain('id')
    }
  })

  it('have a form for inspection, without the id, whole or cut short', () => {
    fc.assert(
      fc.property(fc.uuid(), n, (secret, number) => {
        for (const frame of [hello(secret, number), welcome(secret, 'fresh', number)]) {
          const text = encoded(frame) as string
          for (const length of [text.length, text.length - 3]) {
            expect(publicMessage(frameCodec, text.slice(0, length))).to.match(/^[hw]\[redacted]$/)
          }
        }
        expect(publicMessage(frameCodec, `m${number}:${secret}`)).to.equal(`m${number}:${secret}`)
      }),
      { numRuns: 20 },
    )
  })

  it('that are malformed do not encode', () => {
    expect(frameCodec.encode({ _tag: 'Malformed' })._tag).to.equal('Left')
  })
})
