import type { Inspection } from '../../inspect/inspection.ts'
import { type ConnectionState, isRest } from '../../model/connection-state.ts'
import { type BodyText, isMessage, isUnsent, type Mark, type MarkLane, markOf } from './mark.ts'
import { MarkRing } from './mark-ring.ts'
import { Totals } from './totals.ts'

/** Milliseconds. A round trip that is measured so soon after a message was measured by that message. */
const sameTurn = 1

/** The latest past of one connection, in bounded memory. */
export class History {
  /** The latest events of each lane, one by one. A flood of messages drops no states. */
  readonly marks: Readonly<Record<MarkLane, MarkRing>> = {
    state: new MarkRing(512),
    out: new MarkRing(4_096),
    in: new MarkRing(4_096),
    errors: new MarkRing(512),
    heartbeat: new MarkRing(1_024),
  }
  readonly totals: Totals = new Totals()
  readonly #bodyText: BodyText
  /** Changes with every event. */
  version = 0
  state: ConnectionState | undefined
  /** Milliseconds of the latest round trip. */
  roundTrip: number | undefined
  /** The event before the current one. */
  #before: Mark | undefined

  constructor(bodyText: BodyText) {
    this.#bodyText = bodyText
  }

  /** Takes an event that happens now. @param at - milliseconds on the clock of the panel, never less than before */
  take(event: Inspection, at: number): void {
    this.version++
    if (event._tag === 'Unsent') {
      this.totals.setQueue(at, event.messages, event.bytes)
      return
    }
    if (event._tag === 'State') this.state = event.state
    if (event._tag === 'RoundTrip') this.#answer(event.latency, at)
    const mark = markOf(event, at, this.#bodyText)
    this.#before = mark
    if (mark === undefined) return
    this.marks[mark.lane].push(mark)
    if (isUnsent(mark)) this.totals.add('failed', at)
    else if (isMessage(mark)) this.totals.add(mark.lane === 'in' ? 'in' : 'out', at)
  }

  /** In a browser a message answers the heartbeat. The pong stands for it, so it is no longer drawn as a message. */
  #answer(latency: number, at: number): void {
    this.roundTrip = latency
    const before = this.#before
    if (before?.lane !== 'in' || at - before.at > sameTurn) return
    this.marks.in.replaceNewest({ ...before, kind: 'reply' })
    this.totals.takeBack('in', before.at)
  }

  /** Whether the connection is at rest and no mark is younger than a time: a picture that begins there does not change. */
  isQuietSince(time: number): boolean {
    const isYounger = (ring: MarkRing): boolean => (ring.newest?.at ?? -Infinity) > time
    return (this.state === undefined || isRest(this.state)) && !Object.values(this.marks).some(isYounger)
  }
}
