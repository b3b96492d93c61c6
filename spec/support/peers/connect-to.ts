import { type Connection, type ConnectionError, type ConnectionOptions, defineConnection, error$ } from 'pulsewire'

import { type ManualClock, manualClock } from '../clocks/manual-clock.ts'
import { watch, type Watched } from '../watching.ts'
import { type FakePeer, fakePeer, type PeerBehaviour } from './fake-peer.ts'

/** A connection to a fake peer, with a clock of its own. */
export interface ConnectedPeer {
  readonly chat: Connection<string, string>
  readonly peer: FakePeer
  readonly clock: ManualClock
  /** Everything that `error$` has emitted since the connection was defined. */
  readonly errors: Watched<ConnectionError>
}

/** Defines one without a heartbeat, with retries after 1,000 ms, 2,000 ms, 4,000 ms. */
export function connectTo(
  behaviour: PeerBehaviour = {},
  options: Partial<ConnectionOptions<string, string>> = {},
): ConnectedPeer {
  const peer = fakePeer(behaviour)
  const clock = manualClock()
  const chat = defineConnection({
    url: 'ws://peer/',
    name: 'chat',
    transport: peer.transport,
    clock,
    retry: { initialDelay: 1_000, jitter: 'none' },
    heartbeat: false,
    ...options,
  })
  return { chat, peer, clock, errors: watch(chat.pipe(error$())) }
}
