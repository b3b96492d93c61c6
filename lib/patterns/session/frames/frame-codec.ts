import { encodeUtf8 } from '../../../codecs/utf8.ts'
import type { Codec } from '../../../model/codec.ts'
import * as E from '../../../model/either.ts'
import { redact, type Redacting } from '../../../model/secrets/public-message.ts'
import { type Continuity, type Frame, hello, welcome } from './frame.ts'

/** `m12:` and the payload; `a12`; `h` or `w` and an object of JSON. A binary payload makes a binary message. */
const colon = 58
const letterM = 109

/** Digits of the largest safe integer. */
const maxDigits = 16

/** UTF-16 units of an id: more than any of ours has. */
const maxIdLength = 128

const malformed: Frame = { _tag: 'Malformed' }

const continuities: ReadonlyArray<unknown> = ['fresh', 'resumed', 'lost'] satisfies Continuity[]

/** Reads a number without a sign or leading zeros; `undefined` for everything else. */
function readNumber(digits: string): number | undefined {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(digits)) return undefined
  const n = Number(digits)
  return Number.isSafeInteger(n) ? n : undefined
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= maxIdLength

function readNumbered(digits: string, data: string | Uint8Array): Frame {
  const n = readNumber(digits)
  return n === undefined || n === 0 ? malformed : { _tag: 'Numbered', n, data }
}

function readText(text: string): Frame {
  switch (text[0]) {
    case 'm': {
      const end = text.indexOf(':')
      return end < 0 || end > maxDigits + 1 ? malformed : readNumbered(text.slice(1, end), text.slice(end + 1))
    }
    case 'a': {
      const n = readNumber(text.slice(1))
      return n === undefined ? malformed : { _tag: 'Acknowledged', n }
    }
    case 'h':
    case 'w':
      return readGreeting(text[0] === 'h', text.slice(1))
    default:
      return malformed
  }
}

function readGreeting(isHello: boolean, json: string): Frame {
  let fields: unknown
  try {
    fields = JSON.parse(json)
  } catch {
    return malformed
  }
  const { id, got, continuity } = (fields ?? {}) as { readonly [field: string]: unknown }
  if (!isCount(got)) return malformed
  if (isHello) return id === undefined || isId(id) ? hello(id, got) : malformed
  return isId(id) && continuities.includes(continuity) ? welcome(id, continuity as Continuity, got) : malformed
}

function readBinary(bytes: Uint8Array): Frame {
  const end = bytes.subarray(0, maxDigits + 2).indexOf(colon)
  if (bytes[0] !== letterM || end < 0) return malformed
  return readNumbered(String.fromCharCode(...bytes.subarray(1, end)), bytes.subarray(end + 1))
}

function writeNumbered(n: number, data: string | Uint8Array): string | Uint8Array {
  const head = `m${n}:`
  if (typeof data === 'string') return head + data
  const bytes = new Uint8Array(head.length + data.length)
  bytes.set(encodeUtf8(head))
  bytes.set(data, head.length)
  return bytes
}

/** The subprotocol `pulsewire.session.v1`. It never fails: a message that is no frame decodes to `Malformed`. */
export const frameCodec: Codec<Frame> & Redacting = {
  decode: (data) => E.right(typeof data === 'string' ? readText(data) : readBinary(data)),
  encode: (frame) => {
    switch (frame._tag) {
      case 'Numbered':
        return E.right(writeNumbered(frame.n, frame.data))
      case 'Acknowledged':
        return E.right(`a${frame.n}`)
      case 'Hello':
        return E.right(`h${JSON.stringify({ id: frame.id, got: frame.got })}`)
      case 'Welcome':
        return E.right(`w${JSON.stringify({ id: frame.id, continuity: frame.continuity, got: frame.got })}`)
      case 'Malformed':
        return E.left([{ path: '', message: 'expected a frame of a session: use deliver, and not send' }])
    }
  },
  // Whatever it looks like otherwise: a frame that is cut short or malformed may hold an id too.
  [redact]: (data) => (typeof data === 'string' && /^[hw]/.test(data) ? `${data[0] ?? ''}[redacted]` : data),
}
