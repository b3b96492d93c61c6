import type { FaultRates } from 'pulsewire/testing'

import type { Step as PeerStep } from '../../lib/testing/peer/script.ts'

/** How the simulated application takes messages. */
export type Taking = 'values' | 'events' | 'texts' | 'bytes'

/** Something that the application, or the world, does at one moment. Who holds nothing of the number given does nothing. */
export type Act =
  | { readonly _tag: 'Lease'; readonly id: number; readonly taking: 'events' | 'values' | 'nothing' }
  | { readonly _tag: 'Release'; readonly id: number }
  /** A reload: every lease is let go and taken again in one turn. */
  | { readonly _tag: 'Reload' }
  | { readonly _tag: 'Send'; readonly sender: number; readonly count: number; readonly size: number }
  /** A message that the codec refuses. */
  | { readonly _tag: 'SendNonsense'; readonly sender: number }
  | { readonly _tag: 'Finish'; readonly sender: number }
  | { readonly _tag: 'Withdraw'; readonly sender: number }
  | { readonly _tag: 'Receive'; readonly id: number; readonly taking: Taking; readonly throws: boolean }
  | { readonly _tag: 'Leave'; readonly id: number }
  | {
      readonly _tag: 'Pace'
      readonly id: number
      readonly work: number
      readonly mark: number
      readonly throws: boolean
    }
  | { readonly _tag: 'Unpace'; readonly id: number }
  | { readonly _tag: 'Stop'; readonly code: number }
  | { readonly _tag: 'Restart' }
  | { readonly _tag: 'Wake' }
  /** A former socket says something. */
  | { readonly _tag: 'LateSocket'; readonly what: 'opened' | 'received' | 'ponged' | 'ended' | 'done' }
  /** The computer sleeps. */
  | { readonly _tag: 'Sleep'; readonly ms: number }
  /** When next an event has this tag, a subscriber does this before it returns. */
  | { readonly _tag: 'Within'; readonly tag: string; readonly act: Act }

/** An act, and how many milliseconds pass after it. */
export interface Step {
  readonly act: Act
  readonly pause: number
}

/** What the peer does from the dial on. */
export type Script = ReadonlyArray<PeerStep>

/** How the connection is described: what differs from run to run. */
export interface Settings {
  readonly connectTimeout: number
  readonly closeTimeout: number
  readonly linger: number
  readonly heartbeat: { readonly interval: number; readonly timeout: number; readonly speaks: boolean } | false
  readonly retry:
    | {
        readonly initialDelay: number
        readonly maxDelay: number
        readonly jitter: 'full' | 'none'
        readonly maxAttempts: number
        readonly stableAfter: number
      }
    | false
  readonly outbox: {
    readonly limit: number
    readonly bytes: number
    readonly overflow: 'reject' | 'dropOldest' | 'dropNewest'
  }
  readonly url: 'plain' | 'function' | 'late' | 'failing'
  readonly greet: 'none' | 'brief' | 'listening' | 'failing'
  readonly diagnose: 'default' | 'throwing'
  /** Whether the platform can ping and pause. */
  readonly platform: 'node' | 'browser'
}

/** Everything that a run depends on, as data: it can be printed, replayed and made smaller. */
export interface Plan {
  readonly seed: number
  readonly settings: Settings
  readonly network: FaultRates
  /** The script of each dial; the last one serves all later dials. */
  readonly scripts: ReadonlyArray<Script>
  readonly steps: ReadonlyArray<Step>
}
