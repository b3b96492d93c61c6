import type { ConnectionState } from '../../../lib/model/connection-state.ts'
import type { PeerValue } from '../../../lib/testing/index.ts'

/** Characters that fit on a mark. */
const maxLabel = 9

/** The beginning of a text, short enough for a mark. */
export const shorten = (text: string): string => (text.length > maxLabel ? `${text.slice(0, maxLabel - 1)}…` : text)

/** A message as text; bytes in hexadecimal. */
export function showData(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}

/** A state in a sentence. */
export function describeState(state: ConnectionState): string {
  switch (state._tag) {
    case 'Idle':
      return 'Idle: never started'
    case 'Connecting':
      return `Connecting, attempt ${state.attempt}`
    case 'Open':
      return `Open: ${state.url}`
    case 'Waiting':
      return `Waiting ${Math.round(state.delay)} ms for attempt ${state.attempt}, because of ${state.cause._tag}`
    case 'Closing':
      return `Closing with ${state.code}`
    case 'Closed':
      return `Closed with ${state.code} ${state.reason}`.trim() + (state.wasClean ? '' : ', not cleanly')
    case 'Failed':
      return `Failed: ${state.error.message}`
  }
}

/** The meaning of a sign in a peer's script. */
export function describeAct(sign: string, values: Readonly<Record<string, PeerValue>>): string {
  if (sign === 'o') return 'accepts the opening handshake'
  if (sign === '|') return 'closes with 1000'
  if (sign === '#') return 'the connection is lost, or refused before the opening handshake'
  const value = values[sign] ?? sign
  if (typeof value === 'string' || value instanceof Uint8Array) return `sends ${showData(value)}`
  switch (value._tag) {
    case 'Closes':
      return `closes with ${value.code} ${value.reason}`.trim()
    case 'Refuses':
      return value.status === undefined ? 'refuses' : `refuses with HTTP ${value.status}`
    case 'Violates':
      return `breaks the protocol: close code ${value.code}`
    case 'Ignores':
      return 'ignores pings and closes from here on'
    case 'Blocks':
      return 'reads no messages from here on'
    case 'Stalls':
      return 'stalls: answers nothing from here on'
  }
}
