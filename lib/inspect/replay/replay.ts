import type { Verdict } from '../../model/diagnose.ts'
import type { RecordedBody, RecordedError } from '../recording/recorded-event.ts'

/** An act of the peer in a generated test. */
export type PeerAct =
  | { readonly _tag: 'Opens' | 'Loses' | 'Stalls' | 'Ignores' | 'Blocks' }
  | { readonly _tag: 'Says'; readonly body: RecordedBody }
  | { readonly _tag: 'Closes'; readonly code: number; readonly reason: string }
  | { readonly _tag: 'Violates'; readonly code: number }
  | { readonly _tag: 'Refuses'; readonly error: RecordedError }

/** An act of the program in a generated test. */
export type ProgramAct =
  | { readonly _tag: 'Start' | 'Redial' | 'Wake' }
  | { readonly _tag: 'Stop' | 'Restart'; readonly code: number; readonly reason: string }
  | { readonly _tag: 'Send'; readonly body: RecordedBody; readonly isVolatile: boolean }

/** The outcome of a function of the options in one dial: after so many milliseconds it succeeds or fails. */
export interface DialOutcome {
  readonly after: number
  readonly isFailure: boolean
}

/** One dial that reached the peer: its script, in virtual milliseconds since the dial. */
export interface PeerScript {
  readonly dialedAt: number
  readonly steps: Array<readonly [at: number, act: PeerAct]>
}

/** A recorded run in virtual time: the contents of a generated test. */
export interface Replay {
  readonly scripts: ReadonlyArray<PeerScript>
  readonly acts: ReadonlyArray<readonly [at: number, act: ProgramAct]>
  readonly expected: ReadonlyArray<readonly [at: number, line: string]>
  /** By dial: the random number that decides the wait behind it. */
  readonly draws: ReadonlyArray<number | undefined>
  /** By dial: the verdict on its end. `undefined`: the default decides for all. */
  readonly verdicts: ReadonlyArray<Verdict | undefined> | undefined
  /** By dial: `undefined` in the array for one that had no answer. `undefined` for a plain url. */
  readonly addresses: ReadonlyArray<DialOutcome | undefined> | undefined
  readonly greetings: ReadonlyArray<DialOutcome | undefined> | undefined
  /** The end of virtual time. */
  readonly end: number
  /** Sentences about what the test does not reproduce. */
  readonly notes: ReadonlyArray<string>
}
