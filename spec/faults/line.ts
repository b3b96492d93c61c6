import type { ConnectionError, ConnectionEvent } from 'pulsewire'

function detail(error: ConnectionError): string {
  const { cause } = error
  if ('status' in error) return ` ${error.status}`
  if ('code' in error) return ` ${error.code}`
  if ('attempts' in error) return ` ${error.attempts}`
  return cause instanceof Error && 'code' in cause ? ` ${String(cause.code)}` : ''
}

/**
 * An event as a line: `Open`, `Connecting 1`, `Waiting 2`, `Closing 1000`, `Closed 1006 unclean`, `< text of a message`,
 * and `! ` with an error's tag and the first of these that it has: HTTP status, close code, attempts, code of the cause.
 */
export function toLine(event: ConnectionEvent<string>): string {
  switch (event._tag) {
    case 'Idle':
    case 'Open':
    case 'Failed':
      return event._tag
    case 'Connecting':
    case 'Waiting':
      return `${event._tag} ${event.attempt}`
    case 'Closing':
      return `Closing ${event.code}`
    case 'Closed':
      return `Closed ${event.code}${event.wasClean ? '' : ' unclean'}`
    case 'Message':
      return `< ${event.value}`
    case 'Fault':
      return `! ${event.error._tag}${detail(event.error)}`
  }
}
