import type { Inspection } from '../../inspect/inspection.ts'
import type { ConnectionState } from '../../model/connection-state.ts'

/** The rows of a connection. `queue` is a level: it has no marks. */
export const lanes = ['state', 'out', 'in', 'errors', 'heartbeat', 'queue'] as const

/** The name of a row. */
export type Lane = (typeof lanes)[number]

/** A row that consists of marks. */
export type MarkLane = Exclude<Lane, 'queue'>

/** One event of a lane. */
export interface Mark {
  /** Milliseconds on the clock of the panel. */
  readonly at: number
  /** Time of day, in milliseconds since 1970. */
  readonly wall: number
  readonly lane: MarkLane
  /** The tag of a state or an error, `text`, `binary`, `reply`, `unsent`, `withdrawn`, `ping` or `pong`. */
  readonly kind: string
  /** Bytes of a message, milliseconds of a round trip, otherwise 0. */
  readonly amount: number
  /** The message where it is shown, or a sentence. Empty for a hidden message. */
  readonly text: string
}

/** Returns the text of a message to keep, or an empty string to hide it. */
export type BodyText = (data: string | Uint8Array, direction: 'in' | 'out') => string

/** Makes a mark of an inspected event. `undefined`: other events or the queue show it. */
export function markOf(event: Inspection, at: number, bodyText: BodyText): Mark | undefined {
  switch (event._tag) {
    case 'State':
      return mark(event, at, 'state', event.state._tag, describeState(event.state))
    case 'Fault':
      return mark(event, at, 'errors', event.error._tag, event.error.message)
    case 'Received':
      return mark(event, at, 'in', event.kind, bodyText(event.data, 'in'), event.size)
    case 'Written':
      // `Ping` stands for the message of a heartbeat.
      if (event.origin === 'heartbeat') return undefined
      return mark(event, at, 'out', event.kind, bodyText(event.data, 'out'), event.size)
    case 'Settled':
      if (event.error === undefined) return undefined
      return mark(event, at, 'out', 'unsent', `${event.error._tag}: ${event.error.message}`)
    case 'Withdrawn':
      return mark(event, at, 'out', 'withdrawn', 'its subscriber left before it was written')
    case 'Ping':
      return mark(event, at, 'heartbeat', 'ping')
    case 'RoundTrip':
      return mark(event, at, 'heartbeat', 'pong', '', event.latency)
    case 'Input':
    case 'Dial':
    case 'Given':
    case 'Unsent':
    case 'PeerClosing':
      return undefined
  }
}

function mark({ wall }: Inspection, at: number, lane: MarkLane, kind: string, text = '', amount = 0): Mark {
  return { at, wall, lane, kind, amount, text }
}

/** Whether a mark is a message that was received or written. */
export const isMessage = ({ kind }: Mark): boolean => kind === 'text' || kind === 'binary'

/** Whether a mark is a message that never left: `send` answered with a `Left`, or its subscriber left. */
export const isUnsent = ({ kind }: Mark): boolean => kind === 'unsent' || kind === 'withdrawn'

/** Describes a state in a few words. @param waited - milliseconds since its beginning */
export function describeState(state: ConnectionState, waited = 0): string {
  switch (state._tag) {
    case 'Idle':
      return 'not started'
    case 'Connecting':
      return `attempt ${state.attempt}`
    case 'Open':
      return state.protocol === '' ? state.url : `${state.url}, ${state.protocol}`
    case 'Waiting':
      return `attempt ${state.attempt} in ${(Math.max(0, state.delay - waited) / 1_000).toFixed(1)} s, after ${state.cause._tag}`
    case 'Closing':
      return closeText(state.code, state.reason)
    case 'Closed':
      return `${closeText(state.code, state.reason)}${state.wasClean ? '' : ', not clean'}`
    case 'Failed':
      return state.error.message
  }
}

function closeText(code: number, reason: string): string {
  return reason === '' ? `code ${code}` : `code ${code}, ${reason}`
}

/** Describes a mark in one line, without the time and the connection. */
export function describeMark(mark: Mark): string {
  const { lane, kind, amount, text } = mark
  if (lane === 'heartbeat') return kind === 'ping' ? kind : `${kind} after ${formatMs(amount)}`
  return isMessage(mark) ? `${kind}, ${formatBytes(amount)}` : `${kind}: ${text}`
}

/** The message of a mark, where it is shown; otherwise an empty text. */
export const bodyOf = (mark: Mark): string => (isMessage(mark) ? mark.text : '')

/** Formats bytes: `512 B`, `1.5 kB`, `20 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} B`
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB']
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ${unit}`
}

/** Formats milliseconds: `0.4 ms`, `12 ms`, `1.5 s`. */
export function formatMs(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}
