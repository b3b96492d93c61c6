import { expect } from 'chai'
import fc from 'fast-check'

import { PortLine, portWindow } from '../../../../lib/transport/browser/message-port/port-line.ts'
import { PortSocket } from '../../../../lib/transport/browser/message-port/port-socket.ts'
import { fakeTimers } from '../../../support/fake-timers.ts'
import { fakeChannel, type FakePort } from '../../../support/peers/fake-channel.ts'
import { dial, type Dialed, requestFor } from '../../harness.ts'

const largest = 100_000

const end = fc.nat(1)

const size = fc.constantFrom(0, 1, largest)

/** Actions of two ends and of the channel between them. */
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ _tag: fc.constant('send' as const), end, size, isBinary: fc.boolean(), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 5, arbitrary: fc.record({ _tag: fc.constant('deliver' as const), end, count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constantFrom('pause' as const, 'resume' as const), end }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constantFrom('ping' as const, 'elapse' as const), end }) },
) // prettier-ignore

const ending = fc.record({ _tag: fc.constantFrom('close' as const, 'terminate' as const), end })

/** A run: most go on for long before one end closes, and some are never closed. */
const plan = fc
  .tuple(fc.array(action, { maxLength: 40 }), fc.array(fc.oneof(action, ending), { maxLength: 8 }))
  .map(([before, after]) => [...before, ...after])

class End {
  readonly dialed: Dialed
  readonly sent: number[] = []
  readonly answers: number[] = []
  /** The messages that were sent before a close of this end. */
  beforeClose: number | undefined
  isDropped = false
  isPaused = false

  /** @param isHesitant - pauses at each message */
  constructor(port: FakePort, isHesitant: boolean) {
    const line = new PortLine(port)
    this.dialed = dial({
      transport: (_, { received, ...listener }) => {
        const hesitant = (...message: Parameters<typeof received>): void => {
          received(...message)
          socket.pause()
          this.isPaused = this.beforeClose === undefined
        }
        const socket = new PortSocket(line, { ...listener, received: isHesitant ? hesitant : received }, 1 << 24)
        line.start()
        return socket
      },
      request: requestFor('port:peer'),
    })
  }

  send(size: number, isBinary: boolean): void {
    if (this.dialed.ends.length > 0) return
    const number = this.sent.length
    if (this.beforeClose === undefined) this.sent.push(size)
    const data = isBinary ? new Uint8Array(size) : 'x'.repeat(size)
    this.dialed.socket.send(data, isBinary, (error) => {
      if (error == null) this.answers.push(number)
    })
  }

  get sizes(): number[] {
    return this.dialed.messages.map((data) => data.length)
  }
}

describe('two ends of a port', () => {
  it('P1, P3: deliver each message once and in order, hold a bounded number of bytes, and end once', async () => {
    await fc.assert(
      fc.asyncProperty(plan, fc.boolean(), async (actions, isHesitant) => {
        const timers = fakeTimers()
        try {
          const ports = fakeChannel()
          const ends = ports.map((port) => new End(port, isHesitant))
          for (const one of actions) {
            const self = ends[one.end]!
            const { socket } = self.dialed
            const received = ends.map(({ sizes }) => sizes.length)
            if (one._tag === 'send') for (let n = 0; n < one.count; n++) self.send(one.size, one.isBinary)
            else if (one._tag === 'deliver') for (let n = 0; n < one.count; n++) ports[one.end]!.deliver()
            else if (one._tag === 'elapse') timers.fire()
            else {
              if (one._tag === 'close') self.beforeClose ??= self.sent.length
              if (one._tag === 'terminate') self.isDropped = true
              if (one._tag !== 'ping') self.isPaused = one._tag === 'pause' && self.beforeClose === undefined
              socket[one._tag]?.()
            }
            await Promise.resolve()
            checkBounds(ends)
            for (const [at, { isPaused, sizes }] of ends.entries()) {
              const most = received[at]! + (isHesitant ? 1 : 0)
              if (isPaused && one._tag !== 'pause') expect(sizes.length).to.be.at.most(most)
            }
            if (ends.every(({ dialed }) => dialed.ends.length > 0)) expect(timers.pending()).to.equal(0)
          }
          await settle(ends, ports, timers.fire)
          check(ends)
          expect(timers.pending()).to.equal(0)
        } finally {
          timers.restore()
        }
      }),
      { numRuns: 30 },
    )
  })
})

/** The messages that left an end and were not taken, in the channel and before a paused listener, are bounded. */
function checkBounds(ends: ReadonlyArray<End>): void {
  for (const [at, { sizes }] of ends.entries()) {
    const other = ends[1 - at]!
    const underWay = other.sent.slice(sizes.length, other.answers.length)
    expect(underWay.reduce((sum, size) => sum + size + 64, 0)).to.be.below(portWindow + largest + 64)
    expect(sizes).to.deep.equal(other.sent.slice(0, sizes.length))
  }
}

/** Lets everything come that is under way. */
async function settle(ends: ReadonlyArray<End>, ports: ReadonlyArray<FakePort>, elapse: () => void): Promise<void> {
  const snapshot = (): string =>
    JSON.stringify(ends.map(({ dialed }) => [dialed.calls.length, dialed.socket.bufferedAmount]))
  for (let before = ''; before !== snapshot();) {
    before = snapshot()
    do {
      for (const { dialed } of ends) dialed.socket.resume?.()
      await Promise.resolve()
    } while (ports.map((port) => port.deliver()).includes(true))
    elapse()
    while (ports.map((port) => port.deliver()).includes(true)) await Promise.resolve()
  }
}

function check(ends: ReadonlyArray<End>): void {
  const isOver = ends.some(({ beforeClose, isDropped }) => beforeClose !== undefined || isDropped)
  const isClean = isOver && !ends.some(({ isDropped }) => isDropped)
  for (const [at, self] of ends.entries()) {
    const { ends: reported, socket } = self.dialed
    const other = ends[1 - at]!
    expect(reported).to.have.lengthOf(isOver ? 1 : 0)
    expect(socket.bufferedAmount).to.equal(0)
    expect(self.answers).to.deep.equal(self.answers.map((_, n) => n))
    if (isClean) expect(reported[0]).to.include({ _tag: 'Closed', code: 1005, wasClean: true })
    if (isClean && other.beforeClose !== undefined && self.beforeClose === undefined) {
      expect(self.sizes).to.deep.equal(other.sent)
    }
    if (isOver) continue
    expect(self.sizes).to.deep.equal(other.sent)
    expect(other.answers).to.have.lengthOf(other.sent.length)
  }
}
