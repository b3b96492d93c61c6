import type { ConnectionError, ConnectionEvent } from 'pulsewire'

const show = (data: unknown): string => (data instanceof Uint8Array ? `bytes ${[...data].join(' ')}` : String(data))

function showError(error: ConnectionError): string {
  switch (error._tag) {
    case 'ConnectionLost':
      return [error._tag, error.code, error.reason].filter((part) => part !== '').join(' ')
    case 'ProtocolFailed':
      return `${error._tag} ${error.code}`
    case 'HandshakeFailed':
      return error.status === undefined ? error._tag : `${error._tag} ${error.status}`
    case 'RetriesExhausted':
      return `${error._tag} after ${error.attempts}`
    default:
      return error._tag
  }
}

/** An event as a line of text, without the parts that differ from run to run. */
export function showEvent(event: ConnectionEvent<unknown>): string {
  switch (event._tag) {
    case 'Message':
      return `Message ${show(event.value)}`
    case 'Fault':
      return `Fault ${showError(event.error)}`
    case 'Connecting':
      return `Connecting ${event.attempt}`
    case 'Open':
      return event.protocol === '' ? 'Open' : `Open ${event.protocol}`
    case 'Waiting':
      return `Waiting for ${event.attempt}`
    case 'Closing':
      return `Closing ${event.code}`
    case 'Closed':
      return ['Closed', event.code, event.reason, event.wasClean ? 'clean' : 'unclean']
        .filter((p) => p !== '')
        .join(' ')
    case 'Failed':
      return `Failed ${showError(event.error)}`
    case 'Idle':
      return 'Idle'
  }
}
