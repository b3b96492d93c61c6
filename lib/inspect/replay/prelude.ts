import { failure } from '../../model/connection-error.ts'
import type { Verdict } from '../../model/diagnose.ts'
import { defaultRetry } from '../../model/retry.ts'
import type { RecordedEvent, RecordingData } from '../recording/recorded-event.ts'
import { type Draft, firstAct, rank } from './draft.ts'

/** Refused dials that a test makes up to reach the number of an attempt. */
const maxRefused = 200

/** The beginning of a replay: that of the recording, if it begins at rest, or a made-up one that leads to its state. */
export interface Start {
  /** The first recorded event that is replayed. */
  readonly index: number
  /** Refused dials before the one that was under way. */
  readonly refused: number
  /** The state to reach; `undefined`: the recording begins at rest. */
  readonly reaches: 'Addressing' | 'Dialing' | 'Greeting' | 'Open' | 'Closed' | 'Failed' | undefined
  readonly notes: ReadonlyArray<string>
}

const atRest: Start = { index: 0, refused: 0, reaches: undefined, notes: [] }

/** Decides how a replay begins. */
export function begin({ beginning, events }: RecordingData): Start {
  const { state, attempt } = beginning
  const made = (index: number, reaches: Start['reaches'], attempts: number): Start => {
    const refused = Math.min(maxRefused, Math.max(0, attempts - 1))
    const notes = refused < attempts - 1 ? [`Attempt ${attempts} is replayed as attempt ${refused + 1}.`] : []
    return { index, refused, reaches, notes }
  }
  switch (state) {
    case 'Idle':
      return atRest
    case 'Addressing':
    case 'Dialing':
    case 'Greeting':
      return made(0, state, attempt)
    case 'Open':
      return made(0, 'Open', (nextAttempt(events) ?? 2) - 1)
    case 'Closed':
    case 'Failed': {
      // A start soon after such an end waits, so the attempts before it belong to the beginning.
      const start = events.find((event) => event._tag === 'Input' && event.input._tag === 'Start')
      return start?._tag === 'Input' && start.to === 'Waiting' ? made(0, state, attempt + 1) : atRest
    }
    case 'Waiting':
    case 'Flushing':
    case 'AwaitingClose':
      return atDial(events, made)
  }
}

/** Begins at the first recorded dial. */
function atDial(
  events: ReadonlyArray<RecordedEvent>,
  made: (index: number, reaches: Start['reaches'], attempts: number) => Start,
): Start {
  const dialed = events.findIndex((event) => event._tag === 'Input' && event.to === 'Addressing')
  if (dialed < 0) return { index: events.length, refused: 0, reaches: undefined, notes: ['It holds no dial.'] }
  const index = events.findIndex((event, place) => place > dialed && event._tag === 'State') + 1
  const state = events[index - 1]
  return made(index, 'Addressing', state?._tag === 'State' ? (state.state.attempt ?? 1) : 1)
}

/** The number of the attempt that follows the loss of an open connection. */
function nextAttempt(events: ReadonlyArray<RecordedEvent>): number | undefined {
  const lost = events.find((event) => event._tag === 'Input' && event.from === 'Open' && event.to !== 'Open')
  const waiting = events.find((event) => event._tag === 'State' && event.state._tag === 'Waiting')
  if (lost?._tag !== 'Input' || lost.to !== 'Waiting' || waiting?._tag !== 'State') return undefined
  return waiting.state.attempt
}

/** Adds the made-up beginning to a test. */
export function makeUp(draft: Draft, data: RecordingData, { index, refused, reaches }: Start): void {
  const { beginning, events, options } = data
  const isRest = reaches === 'Closed' || reaches === 'Failed'
  draft.notes.add(`The recording begins in the state ${beginning.state}, so the beginning is made up.`)
  draft.act(0, { _tag: 'Start' })
  draft.feed({ _tag: 'Start' })
  for (let n = 1; n <= refused; n++) {
    const verdict = !isRest || n < refused ? 'retry' : reaches === 'Closed' ? 'closed' : 'final'
    refuse(draft, data, verdict)
    if (isRest && n === refused) break
    // Without retries, a start soon after a failure is the next attempt.
    if (draft.machine.state._tag === 'Failed') {
      draft.pass(1, rank.program)
      draft.acts.push([draft.now, { _tag: 'Start' }])
      draft.feed({ _tag: 'Start' })
    }
    draft.fire(0)
  }
  if (reaches === 'Dialing' || reaches === 'Greeting' || reaches === 'Open') draft.dialPeer()
  if (reaches === 'Greeting' || reaches === 'Open') draft.open(firstAct)
  if (reaches === 'Open' && draft.machine.state._tag === 'Greeting') draft.greeted(false)
  const first = events[index]?.at ?? 0
  // Whether a connection was open for long enough decides about the attempts after it.
  const { stableAfter } = options.retry === false ? defaultRetry : options.retry
  const age = Math.max(0, Math.floor(first - (beginning.openSince ?? first)))
  if (reaches === 'Open') draft.pass(Math.min(stableAfter, age))
  draft.anchor(first)
  draft.expected.push(...draft.machine.published)
}

/** A made-up dial is refused. The last one before a rest as the recording names the cause of the wait that follows. */
function refuse(draft: Draft, { connection, events }: RecordingData, verdict: Verdict): void {
  draft.dialPeer()
  draft.pass(1)
  const waiting = events.find((event) => event._tag === 'State' && event.state._tag === 'Waiting')
  const cause = waiting?._tag === 'State' && verdict !== 'retry' ? waiting.state.error : undefined
  const { retryAfter } = cause ?? {}
  const given = retryAfter === undefined ? {} : { status: cause?.status ?? 503, retryAfter }
  const error = { _tag: 'HandshakeFailed', message: '', ...given } as const
  draft.performNow(draft.now, retryAfter === undefined ? { _tag: 'Loses' } : { _tag: 'Refuses', error })
  draft.machine.verdict = draft.verdicts[draft.dial - 1] = verdict
  draft.feed({ _tag: 'Errored', epoch: draft.dial, error: failure('HandshakeFailed', connection, '', given) })
}
