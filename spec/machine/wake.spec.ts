import { expect } from 'chai'

import type { Input, Timed } from '../../lib/machine/input.ts'
import { initial, type State } from '../../lib/machine/state.ts'
import type { Step } from '../../lib/machine/step.ts'
import { transition } from '../../lib/machine/transition.ts'
import { failure } from '../../lib/model/connection-error.ts'
import { basePolicy } from './explore.ts'

const policy = { ...basePolicy, hasGreeting: false, heartbeat: { interval: 30_000, timeout: 10_000 } }
const step = (state: State, input: Timed): Step => transition(policy)(state, input)
const wake: Input = { _tag: 'Wake' }
const handshake = { url: 'ws://peer/', protocol: '', extensions: '' }

const at = (moment: number, input: Input): Timed => ({ ...input, at: moment, wall: moment, draw: 0.5 })
const elapsed = (aliveAt?: number): Input => ({ _tag: 'Elapsed', timer: 'heartbeat', aliveAt })
const overdue: Input = { _tag: 'Overdue', timer: 'heartbeat', aliveAt: undefined }

/** The state that inputs lead to, from the beginning. */
function after(...inputs: ReadonlyArray<Timed>): State {
  return inputs.reduce<State>((state, input) => step(state, input)[0], initial)
}

let open = initial
let waiting = initial

const asks: Step[1] = [{ _tag: 'SetTimer', timer: 'heartbeat', delay: 10_000 }, { _tag: 'PingPeer' }]

describe('a wake', () => {
  beforeEach(() => {
    open = after(
      at(0, { _tag: 'Start' }),
      at(0, { _tag: 'Addressed', epoch: 1 }),
      at(0, { _tag: 'Opened', epoch: 1, handshake }),
    )
    waiting = after(
      at(0, { _tag: 'Start' }),
      at(0, { _tag: 'Ended', epoch: 1, code: 1006, reason: '', wasClean: false }),
    )
  })

  it('asks the peer of an open connection for a sign of life now', () => {
    const [state, commands] = step(open, at(7_000, wake))
    expect(state).to.deep.equal({ ...open, probe: { _tag: 'Pinged', at: 7_000 } })
    expect(commands).to.deep.equal(asks)
  })

  it('pings once, however often one return is reported', () => {
    const [asked] = step(open, at(7_000, wake))
    expect(step(asked, at(7_000, wake))).to.deep.equal([asked, []])
    expect(step(asked, at(16_999, wake))).to.deep.equal([asked, []])
  })

  it('asks once when the timer of the heartbeat is overdue too, whichever comes first', () => {
    const [byTimer, commands] = step(open, at(900_000, elapsed()))
    expect(commands).to.deep.equal(asks)
    expect(step(byTimer, at(900_000, wake))[1]).to.deep.equal([])
    // The other way round, the wake has set the timer anew.
    expect(step(open, at(900_000, wake))[1]).to.deep.include({ _tag: 'SetTimer', timer: 'heartbeat', delay: 10_000 })
  })

  it('is followed by the usual judgement: lost without an answer, and with one the next question an interval later', () => {
    const [asked] = step(open, at(7_000, wake))
    expect(step(asked, at(17_000, overdue))[0]._tag).to.equal('Waiting')
    const [answered, commands] = step(asked, at(17_000, elapsed(17_000)))
    expect(answered).to.deep.equal(open)
    expect(commands).to.deep.equal([{ _tag: 'SetTimer', timer: 'heartbeat', delay: 20_000 }])
  })

  it('asks nothing without a heartbeat', () => {
    expect(transition({ ...policy, heartbeat: false })(open, at(7_000, wake))).to.deep.equal([open, []])
  })

  it('guarantee 8: dials no sooner than a Retry-After asks', () => {
    const error = failure('HandshakeFailed', 'chat', 'busy', { status: 503, retryAfter: 30_000 })
    const refused = after(at(0, { _tag: 'Start' }), at(5, { _tag: 'Errored', epoch: 1, error }))
    expect(step(refused, at(30_004, wake))).to.deep.equal([refused, []])
    expect(step(refused, at(30_005, wake))[0]._tag).to.equal('Addressing')
    // A restart is the user's own word.
    expect(step(refused, at(6, { _tag: 'Restart', code: 1000, reason: '' }))[0]._tag).to.equal('Addressing')
  })

  it('guarantee 8: dials once a second at most, through all the dials of an outage', () => {
    let state = step(waiting, at(100, wake))[0]
    const fail = (time: number): void => {
      state = step(state, at(time, { _tag: 'Ended', epoch: state.epoch, code: 1006, reason: '', wasClean: false }))[0]
      expect(state._tag).to.equal('Waiting')
    }
    fail(110)
    expect(step(state, at(1_099, wake))).to.deep.equal([state, []])
    expect(step(state, at(1_100, wake))[0]._tag).to.equal('Addressing')
  })

  it('dials at once while waiting', () => {
    expect(waiting._tag).to.equal('Waiting')
    const [state, commands] = step(waiting, at(1, wake))
    expect(state).to.include({ _tag: 'Addressing', epoch: 2, attempt: 2 })
    expect(commands[0]).to.deep.equal({ _tag: 'SetTimer', timer: 'connect', delay: 10_000 })
  })

  it('means nothing anywhere else', () => {
    const dialing = after(at(0, { _tag: 'Start' }))
    const [flushing] = step(open, at(0, { _tag: 'Stop', code: 1000, reason: '' }))
    const [failed] = step(open, at(0, { _tag: 'Ended', epoch: 1, code: 1002, reason: '', wasClean: true }))
    expect(failed._tag).to.equal('Failed')
    for (const state of [initial, dialing, flushing, failed]) {
      expect(step(state, at(1, wake))).to.deep.equal([state, []])
    }
  })
})
