import type { TimerName } from '../../lib/machine/input.ts'
import type { State } from '../../lib/machine/state.ts'

/** The timers that run in a state: these, and no others. With the heartbeat off, none runs in `Open`. */
export const timersOf: { readonly [Tag in State['_tag']]: ReadonlyArray<TimerName> } = {
  Idle: [],
  Addressing: ['connect'],
  Dialing: ['connect'],
  Greeting: ['connect'],
  Open: ['heartbeat'],
  Waiting: ['retry'],
  Flushing: ['close'],
  AwaitingClose: ['close'],
  Closed: [],
  Failed: [],
}
