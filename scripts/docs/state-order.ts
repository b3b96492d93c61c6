import type { State } from '../../lib/machine/state.ts'

/** The machine's states, in the order in which a connection passes through them. */
export const stateOrder: ReadonlyArray<State['_tag']> = [
  'Idle',
  'Addressing',
  'Dialing',
  'Greeting',
  'Open',
  'Waiting',
  'Flushing',
  'AwaitingClose',
  'Closed',
  'Failed',
]
