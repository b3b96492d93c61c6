import { type Connection, type ConnectionError, type ConnectionOptions, defineConnection, error$ } from 'pulsewire'

import { watch, type Watched } from '../watching.ts'
import { type FakePeer, fakePeer, type ManualClock, manualClock, type PeerBehaviour } from './fake-peer.ts'

/** A connection to a controlled peer, in a time of its own. */
export interface ConnectedPeer {
  readonly chat: Connection<string, string>
  readonly peer: FakePeer
  readonly clock: ManualClock
  /** What `error$` has told since the connection was described. */
  readonly errors: Watched<ConnectionError>
}

/** Describes one: without a heartbeat, and with a backoff of 1,000 ms, doubled from attempt to attempt. */
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
