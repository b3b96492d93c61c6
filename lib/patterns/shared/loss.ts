import { type ConnectionError, failure } from '../../model/connection-error.ts'
import type { Fault } from '../../model/connection-event.ts'
import type { ConnectionState } from '../../model/connection-state.ts'

/** The end of a socket, as a lifecycle event reports it. */
export interface SocketLoss {
  readonly cause: ConnectionError
  /** Whether the run goes on, so that another `Open` may follow. */
  readonly isRunning: boolean
}

/**
 * Reads a lifecycle event as the end of the socket that was open before it; `undefined` if that socket lives on. While
 * `Closing`, messages still arrive, so that state ends nothing.
 */
export function socketLoss(connection: string, event: ConnectionState | Fault): SocketLoss | undefined {
  switch (event._tag) {
    case 'Waiting':
      return { cause: event.cause, isRunning: true }
    case 'Connecting':
      return { cause: closed(connection, 1000, true, 'the connection was restarted'), isRunning: true }
    case 'Failed':
      return { cause: event.error, isRunning: false }
    case 'Closed':
      return {
        cause: closed(connection, event.code, event.wasClean, `the connection was closed (${event.code})`),
        isRunning: false,
      }
    case 'Idle':
    case 'Open':
    case 'Closing':
    case 'Fault':
      return undefined
  }
}

function closed(connection: string, code: number, wasClean: boolean, what: string): ConnectionError {
  return failure('ConnectionLost', connection, what, { code, reason: '', wasClean })
}
