/** An action of an application that uses requests and topics. One on a number that is not in use does nothing. */
export type PatternAction =
  | { readonly _tag: 'Ask' }
  /** The subscriber of a request leaves: the latest one that has no result. */
  | { readonly _tag: 'LeaveRequest' }
  /** A reply to a pending request comes by a former socket. */
  | { readonly _tag: 'LateReply' }
  | { readonly _tag: 'Join'; readonly id: number; readonly key: string }
  | { readonly _tag: 'LeaveTopic'; readonly id: number }
  /** A message that waits for the connection, if that is opening or waiting. */
  | { readonly _tag: 'Queue' }

/** A guarantee of requests and topics. */
export type PatternGuarantee = 'R1' | 'R2' | 'R3' | 'R4' | 'T1' | 'T2' | 'T3' | 'topics'

/** The options that differ from run to run. */
export interface PatternSettings {
  readonly resend: boolean
  /** Milliseconds. */
  readonly timeout: number
}
