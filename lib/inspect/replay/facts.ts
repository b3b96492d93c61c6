import type { Verdict } from '../../model/diagnose.ts'
import { defaultRetry, retryDelay } from '../../model/retry.ts'
import type { RecordedEvent, RecordingData } from '../recording/recorded-event.ts'

type InputEvent = Extract<RecordedEvent, { readonly _tag: 'Input' }>

/** Facts about a recorded run that a replay needs before it comes to them. */
export interface Facts {
  /** Messages that were never handed to a socket, since they did not encode or were withdrawn. */
  readonly unsent: ReadonlySet<number>
  /** Messages that were written, and whose socket ended before they left: the dial of each. */
  readonly uncertain: ReadonlyMap<number, number>
  /** By dial: the time of its last sign of life, if it died in silence. */
  readonly deaths: ReadonlyMap<number, number | undefined>
  /** Whether a dial failed since its address or options can never be used. */
  readonly hasUnaddressable: boolean
  /** Sentences about what cannot be replayed. */
  readonly notes: ReadonlyArray<string>
}

export function factsOf({ events, beginning }: RecordingData): Facts {
  const unsent = new Set<number>()
  const uncertain = new Map<number, number>()
  const deaths = new Map<number, number | undefined>()
  let written: number[] = []
  let hasUnaddressable = false
  let hasEarlier = false
  let { dial } = beginning
  let lastSign: number | undefined
  for (const event of events) {
    switch (event._tag) {
      case 'Dial':
        ;({ dial } = event)
        lastSign = undefined
        written = []
        break
      case 'Received':
      case 'RoundTrip':
        lastSign = event.at
        break
      case 'Written':
        if (event.id !== undefined) written.push(event.id)
        break
      case 'Settled':
        if (event.id === undefined) {
          hasEarlier = true
          break
        }
        if (event.error?._tag === 'EncodeFailed') unsent.add(event.id)
        if (event.error === undefined) written = written.filter((id) => id !== event.id)
        break
      case 'Withdrawn':
        if (event.id !== undefined && !written.includes(event.id)) unsent.add(event.id)
        break
      case 'Input': {
        const { input } = event
        if (input.aliveAt !== undefined) lastSign = Math.max(lastSign ?? 0, input.aliveAt)
        if (isDeath(event)) deaths.set(dial, lastSign)
        if (input._tag === 'Errored' && input.error?._tag === 'AddressFailed' && event.from === 'Dialing') {
          hasUnaddressable = true
        }
        if (hasSocket(event.from) && !hasSocket(event.to)) for (const id of written.splice(0)) uncertain.set(id, dial)
        break
      }
      case 'State':
      case 'Fault':
      case 'Given':
      case 'Ping':
      case 'PeerClosing':
    }
  }
  const notes = hasEarlier ? ['Messages from before the recording were unsettled. The test does not send them.'] : []
  return { unsent, uncertain, deaths, hasUnaddressable, notes }
}

const hasSocket = (state: InputEvent['from']): boolean =>
  state === 'Open' || state === 'Flushing' || state === 'AwaitingClose'

/** Whether a heartbeat that was not answered ended the connection. */
export function isDeath({ input, from, to }: InputEvent): boolean {
  return input.timer === 'heartbeat' && from === 'Open' && to !== 'Open'
}

/** The recorded verdict on an end that was not ours; `undefined`: the input at `index` is no such end. */
export function verdictAt({ events, options }: RecordingData, index: number): Verdict | undefined {
  const event = events[index]
  if (event?._tag !== 'Input' || !isConnected(event.from)) return undefined
  switch (event.to) {
    case 'Closed':
      return event.input._tag === 'Stop' ? undefined : 'closed'
    case 'Failed': {
      const next = events.slice(index + 1).find(({ _tag }) => _tag === 'State')
      const error = next?._tag === 'State' ? next.state.error : undefined
      return error?._tag === 'RetriesExhausted' ? 'retry' : 'final'
    }
    case 'Waiting': {
      const next = events.slice(index + 1).find(({ _tag }) => _tag === 'State')
      if (next?._tag !== 'State') return undefined
      const { attempt = 2, delay, error } = next.state
      const policy = options.retry === false ? defaultRetry : { maxAttempts: Infinity, ...options.retry }
      return delay === retryDelay(policy, attempt, event.draw, error?.retryAfter) ? 'retry' : 'refresh'
    }
    case 'Idle':
    case 'Addressing':
    case 'Dialing':
    case 'Greeting':
    case 'Open':
    case 'Flushing':
    case 'AwaitingClose':
      return undefined
  }
}

const isConnected = (state: InputEvent['from']): boolean =>
  state === 'Addressing' || state === 'Dialing' || state === 'Greeting' || state === 'Open'

/** Whether the recorded closing handshake is one that a scripted peer gives by itself: at once, with our code. */
export function isPlainClosing(events: ReadonlyArray<RecordedEvent>, index: number): boolean {
  const stop = events[index]
  if (stop?._tag !== 'Input') return false
  for (const event of events.slice(index + 1)) {
    if (event._tag === 'Given' || event._tag === 'Received') return false
    if (event._tag !== 'Input') continue
    const { input } = event
    if (input._tag === 'Flushed') continue
    return input._tag === 'Ended' && input.wasClean === true && input.code === stop.input.code
  }
  return false
}
