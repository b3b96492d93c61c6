import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import type { TimerName } from './input.ts'

/** An effect for the core to carry out, in the order given. A transition itself does nothing. */
export type Command =
  /** Ask `url`, `headers` and `protocols` for this dial's address, then report `Addressed`. */
  | { readonly _tag: 'ResolveAddress'; readonly epoch: number; readonly attempt: number }
  | { readonly _tag: 'DialSocket' }
  /** Run the greeting, then report `Greeted`. */
  | { readonly _tag: 'GreetPeer' }
  /** Begin the closing handshake. */
  | { readonly _tag: 'CloseSocket'; readonly code: number; readonly reason: string }
  /** Drop the current dial in whatever phase it is. The core ignores its later reports. */
  | { readonly _tag: 'AbandonDial' }
  /** Send a ping. Only signs of life after it count. */
  | { readonly _tag: 'PingPeer' }
  /** Set the timer, in place of another one: a machine has one at a time. */
  | { readonly _tag: 'SetTimer'; readonly timer: TimerName; readonly delay: number }
  | { readonly _tag: 'ClearTimer' }
  /** Let all input that has arrived be read, then report `Overdue`. It takes the place of the timer. */
  | { readonly _tag: 'AwaitInput'; readonly timer: TimerName }
  | { readonly _tag: 'PublishState'; readonly state: ConnectionState }
  | { readonly _tag: 'PublishFault'; readonly error: ConnectionError }
  /** Write the messages that wait in the outbox. */
  | { readonly _tag: 'FlushOutbox' }
  /** Report `Flushed` as soon as all written messages have left. */
  | { readonly _tag: 'AwaitFlush' }
  /** Settle the messages in flight with one `SendUncertain`. Its cause is this error, or our stop if there is none. */
  | { readonly _tag: 'SettleWritten'; readonly cause: ConnectionError | undefined }
  /** Settle the queued messages, which will never leave, with this error, or with one `NotOpen` if there is none. */
  | { readonly _tag: 'SettleQueued'; readonly cause: ConnectionError | undefined }
