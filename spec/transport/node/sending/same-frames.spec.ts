import { expect } from 'chai'
import fc from 'fast-check'

import { transport } from '../../../../lib/transport/node/transport.ts'
import type { Socket, Transport } from '../../../../lib/transport/transport.ts'
import { clientFrames } from '../../../support/peers/client-frames.ts'
import { MemoryPeer } from '../../../support/peers/memory-peer.ts'
import { frame } from '../../../support/peers/raw-peer.ts'
import { transportWithoutLanes } from '../../../support/without-lanes.ts'
import { until } from '../../harness.ts'

const sizes = [0, 1, 3, 60, 125, 126, 191, 192, 193, 194, 195, 1_000, 16_376, 16_377, 65_535, 65_536, 70_000]

const filled = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => i * 7)

/** A message, with its own callback or the shared one; or something else that the user or the peer does. */
const message = fc.record({
  _tag: fc.constant('send' as const),
  size: fc.constantFrom(...sizes),
  isBinary: fc.boolean(),
  isShared: fc.boolean(),
})
const other = fc.constantFrom('ping', 'pinged', 'turn', 'continuation').map((_tag) => ({ _tag }))

interface Step {
  readonly _tag: string
  readonly size?: number
  readonly isBinary?: boolean
  readonly isShared?: boolean
}

const steps: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(
  fc.oneof({ weight: 5, arbitrary: message }, { weight: 3, arbitrary: other }),
  { maxLength: 40 },
)

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

interface Played {
  /** The frames that the peer has received, with their payloads. */
  readonly frames: ReadonlyArray<string>
  /** The numbers of the answered messages; negative for those that were refused. */
  readonly answers: ReadonlyArray<number>
  readonly sent: number
}

/** @param turns - of the event loop before the end; `undefined`: the peer takes writes at once */
async function play(over: Transport, given: ReadonlyArray<Step>, end: string, turns?: number): Promise<Played> {
  const isSlow = turns !== undefined
  const peer = new MemoryPeer(undefined, isSlow)
  const answers: number[] = []
  let isOpen = false
  let ended: () => void = () => undefined
  const gone = new Promise<void>((resolve) => (ended = resolve))
  const socket: Socket = over(peer.request, {
    opened: () => (isOpen = true),
    received: () => undefined,
    ponged: () => undefined,
    ended: () => {
      ended()
    },
  })
  await until(() => isOpen)
  const numbers: number[] = []
  const shared = (error?: Error | null): void => {
    const number = numbers.shift() ?? NaN
    answers.push(error ? -number : number)
  }
  let sent = 0
  for (const step of given) {
    if (step._tag === 'turn') await turn()
    else if (step._tag === 'continuation') await Promise.resolve()
    else if (step._tag === 'ping') socket.ping?.()
    else if (step._tag === 'pinged') peer.push(frame(0x89, 'x'))
    else if (step.size !== undefined) {
      const number = ++sent
      const data = filled(step.size)
      // Messages with callbacks of their own: their numbers are known, as those of the shared one follow from the order.
      if (step.isShared) numbers.push(number)
      socket.send(
        data,
        step.isBinary === true,
        step.isShared ? shared : (error) => answers.push(error ? -number : number),
      )
      // The core gives the user's bytes, which may be used again.
      data.fill(255)
    }
  }
  for (let i = 0; i < (turns ?? 0); i++) await turn()
  if (end === 'close') socket.close(1000, 'done')
  else if (end === 'destroy') peer.destroy()
  else if (end === 'terminate') socket.terminate()
  else if (end === 'close and send') {
    socket.close(1000, 'done')
    const number = ++sent
    socket.send(filled(3), true, (error) => answers.push(error ? -number : number))
  }
  for (let i = 0; i < (isSlow ? 100 : 4); i++) await turn()
  const frames = clientFrames(peer.sent).map(({ first, payload }) => `${first} ${payload.toString('hex')}`)
  const before = answers.length
  if (end !== 'destroy') peer.push(frame(0x88, Buffer.from([0x03, 0xe8])))
  peer.push(null)
  socket.terminate()
  await gone
  await turn()
  expect(answers).to.have.lengthOf(before)
  expect(socket.bufferedAmount).to.equal(0)
  return { frames, answers, sent }
}

const isPong = (one: string): boolean => one.startsWith('138 ')

describe('frames of our own', () => {
  it('are those of ws, in the same order with pings, pongs and the close frame, and have the same answers (2)', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom('close', 'close and send', 'none'), async (given, end) => {
        const ours = await play(transport, given, end)
        expect(ours).to.deep.equal(await play(transportWithoutLanes, given, end))
        expect(ours.answers.map(Math.abs)).to.deep.equal(Array.from({ length: ours.sent }, (_, i) => i + 1))
      }),
      { numRuns: 60 },
    )
  })

  it('are answered only if they have left, and in order, however slow the peer is and however it ends (2)', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom('close', 'destroy', 'terminate'),
        fc.nat({ max: 8 }),
        async (given, end, turns) => {
          const { frames, answers } = await play(transport, given, end, turns)
          const messages = frames.filter((one) => /^12[89]|^13[0]/.test(one))
          expect(answers.length).to.be.at.most(messages.length)
          expect(answers).to.deep.equal(answers.map((_, i) => i + 1))
          const sent = given.flatMap((step) => (step.size === undefined ? [] : [{ ...step, size: step.size }]))
          expect(messages).to.deep.equal(
            sent
              .slice(0, messages.length)
              .map(({ size, isBinary }) => `${isBinary ? 130 : 129} ${Buffer.from(filled(size)).toString('hex')}`),
          )
          if (end === 'close') expect(answers).to.have.lengthOf(sent.length)
          else expect(frames.filter((one) => !isPong(one)).length).to.be.at.most(given.length)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('count as buffered until they have left', async () => {
    const peer = new MemoryPeer()
    let isOpen = false
    const socket = transport(peer.request, {
      opened: () => (isOpen = true),
      received: () => undefined,
      ponged: () => undefined,
      ended: () => undefined,
    })
    await until(() => isOpen)
    const expected: number[] = []
    const seen: number[] = []
    let total = 0
    for (const size of sizes) {
      socket.send(filled(size), true, () => undefined)
      total += size + (size < 126 ? 6 : size < 65_536 ? 8 : 14)
      expected.push(total)
      seen.push(peer.sent.length + socket.bufferedAmount)
    }
    expect(seen).to.deep.equal(expected)
    await turn()
    await turn()
    expect([peer.sent.length, socket.bufferedAmount]).to.deep.equal([total, 0])
    socket.terminate()
  })
})
