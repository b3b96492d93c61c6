import type { Core } from '../../connection/core.ts'
import type { Outage } from '../../machine/state.ts'
import type { ConnectionError } from '../../model/connection-error.ts'
import type { ConnectionState } from '../../model/connection-state.ts'
import type { Body, Inspection, PublicInput } from '../inspection.ts'
import type {
  Beginning,
  RecordedBody,
  RecordedError,
  RecordedEvent,
  RecordedInput,
  RecordedOptions,
  RecordedState,
} from './recorded-event.ts'

/** Returns the content to keep of a message, or of a redacted form of it; `undefined`: none. */
export type KeepContent = (data: string | Uint8Array, direction: 'in' | 'out') => string | Uint8Array | undefined

/** The fields of errors that are numbers, flags, or the peer's own reason: no message body and no platform's error. */
const errorFields = [
  'code',
  'reason',
  'wasClean',
  'status',
  'retryAfter',
  'isSubprotocolRefused',
  'isLasting',
  'attempts',
]

function recordedError(error: ConnectionError): RecordedError {
  const { _tag, message } = error
  const fields = pick(error, errorFields)
  const cause = _tag === 'RetriesExhausted' ? { cause: recordedError(error.cause) } : undefined
  return { _tag, message, ...fields, ...cause }
}

function recordedState(state: ConnectionState): RecordedState {
  const { _tag } = state
  switch (_tag) {
    case 'Idle':
      return { _tag }
    case 'Connecting':
      return { _tag, attempt: state.attempt }
    case 'Open':
      return { _tag, url: state.url, protocol: state.protocol, extensions: state.extensions }
    case 'Waiting':
      return { _tag, attempt: state.attempt, delay: state.delay, error: recordedError(state.cause) }
    case 'Closing':
      return { _tag, code: state.code, reason: state.reason }
    case 'Closed':
      return { _tag, code: state.code, reason: state.reason, wasClean: state.wasClean }
    case 'Failed':
      return { _tag, error: recordedError(state.error) }
  }
}

function recordedInput(input: PublicInput, began: number): RecordedInput {
  switch (input._tag) {
    case 'Opened':
      return { _tag: 'Opened', dial: input.dial }
    case 'Errored':
      return { _tag: 'Errored', dial: input.dial, error: recordedError(input.error) }
    case 'Elapsed':
    case 'Overdue': {
      const { _tag, timer, aliveAt } = input
      return { _tag, timer, ...(aliveAt === undefined ? undefined : { aliveAt: aliveAt - began }) }
    }
    case 'Start':
    case 'Stop':
    case 'Restart':
    case 'Redial':
    case 'Wake':
    case 'Addressed':
    case 'Greeted':
    case 'Flushed':
    case 'Ended':
      return input
  }
}

function recordedBody({ kind, size, data }: Body, keep: KeepContent, direction: 'in' | 'out'): RecordedBody {
  const content = keep(data, direction)
  if (content === undefined) return { kind, size }
  return { kind, size, content: typeof content === 'string' ? content : toHex(content) }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Makes data of an inspected event. `undefined`: it follows from other events, so it is not recorded. */
export function recordedEvent(event: Inspection, began: number, keep: KeepContent): RecordedEvent | undefined {
  const at = Math.max(0, Math.round((event.at - began) * 1_000) / 1_000)
  switch (event._tag) {
    case 'State':
      return { at, _tag: 'State', state: recordedState(event.state) }
    case 'Fault':
      return { at, _tag: 'Fault', error: recordedError(event.error) }
    case 'Input': {
      const { from, to, draw } = event
      return { at, _tag: 'Input', input: recordedInput(event.input, began), from, to, draw }
    }
    case 'Dial': {
      const { dial, url, protocols, headers } = event
      return { at, _tag: 'Dial', dial, url, protocols, headers }
    }
    case 'Received':
      return { at, _tag: 'Received', body: recordedBody(event, keep, 'in'), isGreeting: event.isGreeting }
    case 'Given': {
      const { id, isVolatile } = event
      return { at, _tag: 'Given', id, body: recordedBody(event, keep, 'out'), isVolatile }
    }
    case 'Written':
      return { at, _tag: 'Written', ...idOf(event), body: recordedBody(event, keep, 'out'), origin: event.origin }
    case 'Settled': {
      const error = event.error === undefined ? undefined : { error: recordedError(event.error) }
      return { at, _tag: 'Settled', ...idOf(event), ...error }
    }
    case 'Withdrawn':
      return { at, _tag: 'Withdrawn', ...idOf(event) }
    case 'Ping':
      return { at, _tag: 'Ping' }
    case 'RoundTrip':
      return { at, _tag: 'RoundTrip', latency: event.latency }
    case 'PeerClosing':
      return { at, _tag: 'PeerClosing', code: event.code }
    case 'Unsent':
      return undefined
  }
}

function idOf({ id }: { readonly id: number | undefined }): { readonly id?: number } {
  return id === undefined ? {} : { id }
}

/** The options of a connection that are data and no secrets. */
export function recordedOptions<In, Out>({ options }: Core<In, Out>): RecordedOptions {
  const { connectTimeout, closeTimeout, linger, maxMessageSize, heartbeat, outbox, hasGreeting } = options
  const { initialDelay, maxDelay, factor, jitter, maxAttempts, stableAfter } = options.retry
  const attempts = maxAttempts === Infinity ? undefined : { maxAttempts }
  return {
    connectTimeout,
    closeTimeout,
    linger,
    maxMessageSize,
    heartbeat,
    retry: options.isRetrying && { initialDelay, maxDelay, factor, jitter, ...attempts, stableAfter },
    outbox: { limit: outbox.limit, bytes: outbox.bytes, overflow: outbox.overflow },
    hasGreeting,
    isRefreshable: options.refreshable,
  }
}

/** The machine of a connection as a recording begins. */
export function beginningOf<In, Out>({ state }: Core<In, Out>, began: number): Beginning {
  const openSince = state._tag === 'Open' ? { openSince: state.since - began } : undefined
  const { attempt = 1 } = 'lastOutage' in state ? (state.lastOutage as Partial<Outage>) : (state as Partial<Outage>)
  return { state: state._tag, dial: state.epoch, attempt, ...openSince }
}

/** The machine behind an event that is dropped. */
export function beginningAfter(before: Beginning, event: RecordedEvent): Beginning {
  if (event._tag === 'Input') {
    const openSince = event.from === 'Open' ? before.openSince : event.at
    const { attempt } = before
    const dial = event.input.dial ?? before.dial
    return { state: event.to, dial, attempt, ...(event.to === 'Open' && openSince !== undefined ? { openSince } : {}) }
  }
  if (event._tag === 'Dial') return { ...before, dial: event.dial }
  if (event._tag !== 'State' || event.state.attempt === undefined) return before
  return { ...before, attempt: event.state.attempt - (event.state._tag === 'Waiting' ? 1 : 0) }
}

function pick(value: object, keys: ReadonlyArray<string>): object {
  const given = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(keys.filter((key) => given[key] !== undefined).map((key) => [key, given[key]]))
}
