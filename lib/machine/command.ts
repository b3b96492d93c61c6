import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import type { TimerName } from './input.ts'

/** What a transition asks to be done, in the order given. It does nothing itself. */
export type Command =
  /** Ask `url` and `headers` for this dial's address, then say `Addressed`. */
  | { readonly _tag: 'ResolveAddress'; readonly epoch: number; readonly attempt: number }
  | { readonly _tag: 'DialSocket' }
  /** Run the greeting, then say `Greeted`. */
  | { readonly _tag: 'GreetPeer' }
  /** Begin the closing handshake. */
  | { readonly _tag: 'CloseSocket'; readonly code: number; readonly reason: string }
  /** Drop the present dial, whatever it has got to: it has no voice from here on. */
  | { readonly _tag: 'AbandonDial' }
  | { readonly _tag: 'PingPeer' }
  | { readonly _tag: 'SetTimer'; readonly timer: TimerName; readonly delay: number }
  | { readonly _tag: 'ClearTimer'; readonly timer: TimerName }
  | { readonly _tag: 'PublishState'; readonly state: ConnectionState }
  | { readonly _tag: 'PublishFault'; readonly error: ConnectionError }
  /** Write what waits in the outbox. */
  | { readonly _tag: 'FlushOutbox' }
  /** Say `Flushed` as soon as all that was written has left. */
  | { readonly _tag: 'AwaitFlush' }
  /** What was being written is uncertain: answer it with one `SendUncertain`, because of this error or of our stop. */
  | { readonly _tag: 'SettleWritten'; readonly cause: ConnectionError | undefined }
  /** What waits will never leave: answer it with this error, or with one `NotOpen` where there is none. */
  | { readonly _tag: 'SettleQueued'; readonly cause: ConnectionError | undefined }
