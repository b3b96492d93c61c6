export type { FaultRates } from './faulty/fault-rates.ts'
export { type Faults, faulty } from './faulty/faulty.ts'
export { type MarbleHelpers, marbles, type MarblesOptions } from './marbles/marbles.ts'
export { timeline, type TimelineRow } from './marbles/timeline.ts'
export { type Peer, peer, type PeerClosed, type PeerOptions } from './peer/peer.ts'
export {
  type Blocks,
  blocks,
  type Closes,
  closes,
  type Ignores,
  ignores,
  type PeerValue,
  type Refuses,
  refuses,
  type RefusesOptions,
  type Stalls,
  stalls,
  type Violates,
  violates,
} from './peer/script.ts'
