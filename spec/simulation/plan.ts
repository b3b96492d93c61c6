import type { FaultRates } from 'pulsewire/testing'

import type { Step as PeerStep } from '../../lib/testing/peer/script.ts'
import type { PatternAction } from './patterns/action.ts'

/** The form in which a subscriber takes messages. */
export type Taking = 'values' | 'events' | 'texts' | 'bytes'

/** The code of a subscriber that throws: its `next`, or a projector and the teardown behind it. */
export type Throwing = 'nothing' | 'next' | 'pipeline'

/** The behaviour of an iterator that `sendFrom` pulls. */
export type Iterating = 'plain' | 'async' | 'next throws' | 'next rejects' | 'return throws'

/** How a restart ends the open connection: by a plain close, with a code and reason of its own, without one, or with a code that may not be sent. */
export type Restarting = 'plain' | 'coded' | 'abandon' | 'invalid'

/** An action of the application, or of the world. An action on a number that is not in use does nothing. */
export type Action =
  | { readonly _tag: 'Lease'; readonly id: number; readonly taking: 'events' | 'values' | 'nothing' | 'torn' }
  | { readonly _tag: 'Release'; readonly id: number }
  /** A reload: every lease is released and taken again in one turn. */
  | { readonly _tag: 'Reload' }
  /** Sender 3 sends volatile messages. */
  | {
      readonly _tag: 'Send'
      readonly sender: number
      readonly count: number
      readonly size: number
      /** Milliseconds that each message takes to leave. */
      readonly slow?: number
    }
  /** Messages of an iterator, which `sendFrom` pulls. */
  | { readonly _tag: 'Pull'; readonly id: number; readonly count: number; readonly iterator: Iterating }
  | { readonly _tag: 'Unpull'; readonly id: number }
  /** Two messages, and a subscriber of their results that throws. */
  | { readonly _tag: 'SendBlindly'; readonly throws: Exclude<Throwing, 'nothing'> }
  /** A message that the codec refuses, or at which it throws. */
  | { readonly _tag: 'SendNonsense'; readonly sender: number; readonly throws: boolean }
  | { readonly _tag: 'Finish'; readonly sender: number }
  | { readonly _tag: 'Withdraw'; readonly sender: number }
  | { readonly _tag: 'Receive'; readonly id: number; readonly taking: Taking; readonly throws: Throwing }
  | { readonly _tag: 'Leave'; readonly id: number }
  | {
      readonly _tag: 'Pace'
      readonly id: number
      /** Milliseconds between a message and its place in the queue of the pacer. */
      readonly delay: number
      /** Milliseconds that each value takes. */
      readonly work: number
      readonly mark: number
      readonly throws: boolean
    }
  | { readonly _tag: 'Unpace'; readonly id: number }
  | { readonly _tag: 'Stop'; readonly code: number; readonly throws?: boolean }
  | { readonly _tag: 'Restart'; readonly how: Restarting; readonly throws?: boolean }
  | { readonly _tag: 'Wake' }
  /** An event of a former socket. */
  | { readonly _tag: 'LateSocket'; readonly what: 'opened' | 'received' | 'ponged' | 'ended' | 'done' }
  /** The system corrects its time of day. */
  | { readonly _tag: 'SetClock'; readonly ms: number }
  /** The event loop is blocked, and input that arrives meanwhile lies unread. */
  | { readonly _tag: 'Block'; readonly ms: number }
  /** The computer sleeps. */
  | { readonly _tag: 'Sleep'; readonly ms: number }
  /** An action on requests or topics. */
  | { readonly _tag: 'Pattern'; readonly act: PatternAction }
  /** On the next event with this tag, a subscriber performs this action before it returns. */
  | { readonly _tag: 'Within'; readonly tag: string; readonly act: Action }

/** An action, and the milliseconds that pass after it. */
export interface Step {
  readonly act: Action
  readonly pause: number
}

/** The acts of the peer in one dial. */
export type Script = ReadonlyArray<PeerStep>

/** The options of the connection that differ from run to run. */
export interface Settings {
  readonly connectTimeout: number
  readonly closeTimeout: number
  readonly linger: number
  readonly heartbeat:
    | {
        readonly interval: number
        readonly timeout: number
        /** The ping: one of the platform, a text, or the text of a function, which may throw. */
        readonly message: 'none' | 'text' | 'function' | 'throwing'
      }
    | { readonly passive: true; readonly timeout: number }
    | false
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
  readonly protocols: 'none' | 'plain' | 'function' | 'late' | 'failing'
  readonly greet: 'none' | 'brief' | 'emitting' | 'listening' | 'failing'
  readonly diagnose: 'default' | 'throwing'
  readonly wake: 'plain' | 'erroring'
  /** Whether the platform can ping and pause. */
  readonly platform: 'node' | 'browser'
}

/** All inputs of a run, as data that can be printed, replayed and shrunk. */
export interface Plan {
  readonly seed: number
  readonly settings: Settings
  readonly network: FaultRates
  /** The script of each dial; the last one serves all later dials. */
  readonly scripts: ReadonlyArray<Script>
  readonly steps: ReadonlyArray<Step>
}
