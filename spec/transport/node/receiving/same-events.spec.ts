import { expect } from 'chai'
import fc from 'fast-check'

import { transport } from '../../../../lib/transport/node/transport.ts'
import type { Socket, Transport } from '../../../../lib/transport/transport.ts'
import { clientFrames } from '../../../support/peers/client-frames.ts'
import { MemoryPeer } from '../../../support/peers/memory-peer.ts'
import { transportWithoutLanes } from '../../../support/without-lanes.ts'

/** Bytes. Above the largest message of the lane, and below the largest of the drawn messages. */
const maxMessageSize = 20_000

/** The header of a server's frame, as short as RFC 6455 wants it, or longer. */
function header(first: number, size: number, form: 'Short' | 'Medium' | 'Long'): Buffer {
  if (form === 'Short' && size < 126) return Buffer.from([first, size])
  if (form !== 'Long' && size < 65_536) return Buffer.from([first, 126, size >> 8, size & 255])
  const long = Buffer.alloc(10)
  long.writeUInt16BE((first << 8) | 127, 0)
  long.writeBigUInt64BE(BigInt(size), 2)
  return long
}

const framed = (
  first: number,
  payload: Uint8Array = Buffer.alloc(0),
  form: 'Short' | 'Medium' | 'Long' = 'Short',
): Buffer => Buffer.concat([header(first, payload.length, form), payload])

const sizes = [0, 1, 7, 64, 65, 125, 126, 127, 300, 16_384, 16_385, 20_000]
const filled = (size: number): Buffer => Buffer.from(Uint8Array.from({ length: size }, (_, i) => 97 + (i % 23)))

const ascii = fc.constantFrom(...sizes).map(filled)
const anyText = fc
  .constantFrom('ä', '€uro', '😀', '\uFFFD', '\uFEFFmark', 'ü'.repeat(40), 'z'.repeat(63) + 'é')
  .map(Buffer.from)
const notText = fc.constantFrom([0xff], [0x61, 0xc3], [0xed, 0xa0, 0x80], [...filled(80), 0xf8]).map(Buffer.from)
const form = fc.constantFrom('Short', 'Short', 'Medium', 'Long' as const)

/** A payload that would be read as frames if its own header were forgotten. */
const nested = fc
  .constantFrom(2, 20, 50, 2_000)
  .map((count) => Buffer.concat(Array(count).fill(framed(0x82, filled(1)))))

const message = fc
  .oneof(
    fc.tuple(fc.oneof(ascii, anyText), fc.constantFrom(0x81, 0x82), form),
    fc.tuple(nested, fc.constant(0x82), form),
  )
  .map(([payload, first, length]) => framed(first, payload, length))

const control = fc
  .tuple(fc.constantFrom(0x89, 0x8a), fc.constantFrom(0, 1, 125))
  .map(([first, size]) => framed(first, filled(size)))

/** A fragmented message, with control frames between its fragments. */
const fragments = fc
  .tuple(fc.constantFrom(0x01, 0x02), fc.array(fc.tuple(anyText, fc.option(control)), { maxLength: 3 }))
  .map(([first, middle]) =>
    Buffer.concat([
      framed(first, filled(3)),
      ...middle.flatMap(([payload, between]) => [framed(0x00, payload), between ?? Buffer.alloc(0)]),
      framed(0x80, filled(2)),
    ]),
  )

const close = fc
  .constantFrom([], [1000], [4001], [1006], [999])
  .chain(([code]) =>
    fc
      .oneof(anyText, notText)
      .map((reason) =>
        framed(
          0x88,
          code === undefined ? Buffer.alloc(0) : Buffer.from([code >> 8, code & 255, ...reason.subarray(0, 9)]),
        ),
      ),
  )

/** Bytes that break RFC 6455 or a limit, at least between messages. */
const breaches: Readonly<Record<string, Buffer>> = {
  'RSV1 of a message': framed(0xc1, filled(2)),
  'RSV2 of a message': framed(0xa2, filled(2)),
  'RSV3 of a message': framed(0x91, filled(2)),
  'an unknown opcode of data': framed(0x83, filled(2)),
  'an unknown opcode of control': framed(0x8b, filled(2)),
  'a fragmented ping': framed(0x09, filled(2)),
  'a continuation of nothing': framed(0x00, filled(2)),
  'the end of nothing': framed(0x80, filled(2)),
  'a message inside another': Buffer.concat([framed(0x01, filled(3)), framed(0x81, filled(4)), framed(0x80)]),
  'a message above the limit': framed(0x82, filled(maxMessageSize + 1)),
  'fragments above the limit': Buffer.concat([framed(0x02, filled(maxMessageSize)), framed(0x80, filled(1))]),
  'a long ping': framed(0x89, filled(126)),
  'a close frame of one byte': framed(0x88, filled(1)),
  'a masked message': Buffer.from([0x81, 0x82, 1, 2, 3, 4, 5, 6]),
  'a length of 64 bits': Buffer.from([0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255]),
  'a length of 33 bits': Buffer.from([0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0]),
  'text that is not UTF-8': framed(0x81, Buffer.from([0xff])),
  'long text that is not UTF-8': framed(0x81, Buffer.from([...filled(80), 0xf8])),
  'a close frame, which ends the stream': framed(0x88, Buffer.from([0x0f, 0xa0])),
}

const breach = fc.oneof(
  fc.constantFrom(...Object.values(breaches)),
  notText.map((payload) => framed(0x81, payload)),
  fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
)

const valid = fc.array(
  fc.oneof({ weight: 6, arbitrary: message }, { weight: 2, arbitrary: control }, { weight: 1, arbitrary: fragments }),
  { maxLength: 8 },
)

/** Valid frames, then perhaps something else, and frames that seem valid behind it. */
const stream = fc
  .tuple(valid, fc.oneof(breach, close, fc.constant(Buffer.alloc(0))), valid)
  .map(([before, between, after]) => Buffer.concat([...before, between, ...after]))

/** The shares of the stream at which it is cut into chunks, or where it is cut in many small ones. */
const cuts = fc.oneof(
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
  fc.integer({ min: 1, max: 5 }).map((every) => -every),
)

/** At most so many chunks of a few bytes; the rest of the stream is one more. */
const maxSmall = 200

function cut(bytes: Buffer, at: ReadonlyArray<number> | number): ReadonlyArray<Buffer> {
  const points =
    typeof at === 'number'
      ? Array.from({ length: maxSmall }, (_, i) => -at * i)
      : at.map((share) => Math.floor(share * bytes.length))
  const sorted = [0, ...points, bytes.length].sort((a, b) => a - b)
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end))
}

/** An act of the user within a callback, and the number of messages before it. */
const act = fc.tuple(fc.constantFrom('nothing', 'pause', 'close', 'terminate', 'send', 'ping'), fc.nat({ max: 5 }))

const ending = fc.constantFrom('fin', 'reset', 'stays')

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

interface Play {
  readonly chunks: ReadonlyArray<Buffer>
  readonly act: readonly [name: string, after: number]
  readonly ending: string
  /** Whether the first chunk comes with the answer to the opening handshake. */
  readonly isEarly: boolean
}

/** All events of a socket, and then all frames that it has sent. */
async function trace(over: Transport, { chunks, act: [name, after], ending: end, isEarly }: Play): Promise<string[]> {
  const [first, ...later] = chunks
  const peer = new MemoryPeer(isEarly ? first : undefined)
  const events: string[] = []
  let count = 0
  let ended: () => void = () => undefined
  const gone = new Promise<void>((resolve) => (ended = resolve))
  const socket: Socket = over(
    { ...peer.request, maxMessageSize },
    {
      opened: () => events.push('opened'),
      received: (data, isBinary) => {
        const text = isBinary ? undefined : typeof data === 'string' ? data : socket.toText?.(data)
        events.push(isBinary ? `bytes ${Buffer.from(data as Uint8Array).toString('hex')}` : `text ${text}`)
        if (count++ !== after) return
        if (name === 'close') socket.close(4000, 'enough')
        else if (name === 'terminate') socket.terminate()
        // Its result is not compared: one in 64 waits for the event loop, whichever socket sends it (write-answers.ts).
        else if (name === 'send') socket.send('answer', false, () => undefined)
        else if (name === 'ping') socket.ping?.()
        else if (name === 'pause') {
          socket.pause?.()
          setImmediate(() => socket.resume?.())
        }
      },
      ponged: () => events.push('ponged'),
      closing: (code, reason) => events.push(`closing ${code} ${reason}`),
      ended: (how) => {
        events.push(`ended ${JSON.stringify(how, (key, value: unknown) => (key === 'cause' ? String(value) : value))}`)
        ended()
      },
    },
  )
  while (events.length === 0) await turn()
  for (const chunk of isEarly ? later : chunks) {
    if (!peer.destroyed) peer.push(chunk)
    await turn()
  }
  await turn()
  if (end === 'fin' && !peer.destroyed) peer.push(null)
  else if (end === 'reset') peer.destroy(new Error('reset'))
  await turn()
  await turn()
  if (end === 'stays') socket.terminate()
  await gone
  return [...events, ...clientFrames(peer.sent).map((sent) => `${sent.first} ${sent.payload.toString('hex')}`)]
}

describe('the lane for receiving', () => {
  it('causes the events that ws alone causes, for any frames, valid or not, in any chunks (3)', async () => {
    await fc.assert(
      fc.asyncProperty(stream, cuts, act, ending, fc.boolean(), async (bytes, at, action, end, isEarly) => {
        const play = { chunks: cut(bytes, at), act: action, ending: end, isEarly }
        expect(await trace(transport, play)).to.deep.equal(await trace(transportWithoutLanes, play))
      }),
      { numRuns: 100 },
    )
  })

  for (const [what, bytes] of Object.entries(breaches)) {
    it(`leaves ${what} to ws, with everything behind it`, async () => {
      const before = Buffer.concat([framed(0x81, filled(3)), framed(0x89)])
      const after = Buffer.concat([framed(0x82, filled(4)), framed(0x8a), framed(0x81, filled(5))])
      for (const chunks of [
        [Buffer.concat([before, bytes, after])],
        [before, bytes, after],
        [before, bytes.subarray(0, 2), bytes.subarray(2), after],
      ]) {
        const play: Play = { chunks, act: ['nothing', 0], ending: 'fin', isEarly: false }
        const events = await trace(transport, play)
        expect(events).to.include('text abc')
        expect(events).to.not.include('bytes 61626364')
        expect(events).to.deep.equal(await trace(transportWithoutLanes, play))
      }
    })
  }
})
