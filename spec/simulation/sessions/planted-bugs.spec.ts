import { expect } from 'chai'

import { SendWindow } from '../../../lib/patterns/session/sending/send-window.ts'
import { patched } from '../patched.ts'
import { playSessions, type SessionViolation } from './play-sessions.ts'

type AnyWindow = SendWindow<unknown>

/** Plays seeds until one fails. */
async function find(seeds = 200): Promise<SessionViolation> {
  for (let seed = 1; seed < 1 + seeds; seed++) {
    const { violation } = playSessions(seed)
    if (violation !== undefined) return violation
  }
  throw new Error(`not found within ${seeds} seeds`)
}

describe('the simulator of sessions', () => {
  it('guarantee 14: plays a seed twice in the same way, without a violation', () => {
    for (const seed of [1, 2, 3]) {
      const outcome = playSessions(seed)
      expect(outcome.violation).to.equal(undefined)
      expect(playSessions(seed)).to.deep.equal(outcome)
    }
  })

  it('finds a window that does not send again what a socket has lost', async () => {
    const forgets = (): AnyWindow['rewind'] => () => undefined
    const { guarantee } = await patched(SendWindow.prototype, 'rewind', forgets, () => find())
    expect(guarantee).to.be.oneOf(['D1', 'D2'])
  })

  it('finds messages that are sent again after a loss', async () => {
    const repeats = (): AnyWindow['lose'] =>
      function (this: AnyWindow) {
        this.beginAt(0)
        this.rewind()
      }
    const { guarantee } = await patched(SendWindow.prototype, 'lose', repeats, () => find())
    expect(guarantee).to.be.oneOf(['D1', 'D2'])
  })

  it('finds a Right before the acknowledgement', async () => {
    const hasty = (original: AnyWindow['pump']): AnyWindow['pump'] =>
      function (this: AnyWindow, write, last) {
        original.call(this, write, last)
        this.acknowledge(this.sent)
      }
    const { guarantee } = await patched(SendWindow.prototype, 'pump', hasty, () => find())
    expect(guarantee).to.be.oneOf(['D1', 'D2'])
  })

  it('finds more messages in flight than the window allows', async () => {
    const floods = (original: AnyWindow['pump']): AnyWindow['pump'] =>
      function (this: AnyWindow, write, last) {
        original.call(this, write, last)
        this.rewind()
        original.call(this, (n, data) => write(n + 1, data), last)
      }
    const { guarantee } = await patched(SendWindow.prototype, 'pump', floods, () => find())
    expect(guarantee).to.be.oneOf(['D1', 'D4'])
  })
})
