import type { ConnectingState, OpenState, State } from '../machine/state.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { Verdict } from '../model/diagnose.ts'

/** The consequence of an end that the program did not request. */
export interface Consequence {
  /** `final` also where a retry was the verdict, but none was left or allowed. */
  readonly verdict: Verdict
  /** `undefined`: the peer's deliberate close, which is no error (decision 4). */
  readonly error: ConnectionError | undefined
}

/** Reads the consequence of an end off the states before and after it. `undefined`: the program's own stop or restart. */
export function consequenceOf(from: ConnectingState | OpenState, to: State): Consequence | undefined {
  switch (to._tag) {
    case 'Waiting': {
      // A first refresh marks the outage, and a connection that was open for `stableAfter` begins a new one with attempt 1.
      const isRefresh = to.refresh === 'Used' && (from.refresh === 'Unused' || to.attempt === 1)
      return { verdict: isRefresh ? 'refresh' : 'retry', error: to.cause }
    }
    case 'Failed':
      return { verdict: 'final', error: to.error._tag === 'RetriesExhausted' ? to.error.cause : to.error }
    case 'Closed':
      // A stop before `Open` leaves nothing to remember, and the end of a dial always does.
      if (from._tag !== 'Open' && to.lastOutage._tag === 'Fresh') return undefined
      return {
        verdict: 'closed',
        error: to.code === 1006 && to.lastOutage._tag === 'Unstable' ? to.lastOutage.cause : undefined,
      }
    case 'Idle':
    case 'Addressing':
    case 'Dialing':
    case 'Greeting':
    case 'Open':
    case 'Flushing':
    case 'AwaitingClose':
      return undefined
  }
}
