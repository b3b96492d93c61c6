import type { ConnectionError, Rest } from '../index.ts'

/** The exit codes of the command. */
export const exitCode = {
  closed: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  protocol: 4,
  exhausted: 5,
  interrupted: 130,
} as const

/** The exit code for the end of a connection. */
export function exitCodeOf(rest: Rest): number {
  return rest._tag === 'Failed' ? exitCodeOfError(rest.error) : exitCode.closed
}

function exitCodeOfError(error: ConnectionError): number {
  switch (error._tag) {
    case 'HandshakeFailed':
      return exitCode.refused
    case 'ProtocolFailed':
      return exitCode.protocol
    case 'RetriesExhausted':
    case 'ConnectTimedOut':
      return exitCode.exhausted
    default:
      return exitCode.failed
  }
}
