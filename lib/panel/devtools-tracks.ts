import { Subscription } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import type { Inspection } from '../inspect/inspection.ts'
import { describeMark, describeState, type Mark, markOf } from './timeline/mark.ts'
import { type AnyConnection, eachInspection } from './watched.ts'

/** Options of the tracks. */
export interface TracksOptions {
  /**
   * The most messages of a connection that are drawn one by one in a second; the others of that second are one entry.
   * Default: 200.
   */
  readonly rate?: number | undefined
}

/** A colour that the Performance panel offers to extensions. */
type TrackColour = 'primary' | 'primary-light' | 'secondary' | 'tertiary' | 'tertiary-dark' | 'error'

const stateColours: Readonly<Record<string, TrackColour>> = {
  Connecting: 'primary-light',
  Open: 'secondary',
  Waiting: 'tertiary',
  Failed: 'error',
}

const markColours: Readonly<Record<Mark['lane'], TrackColour>> = {
  state: 'primary',
  out: 'primary',
  in: 'secondary',
  errors: 'error',
  heartbeat: 'tertiary-dark',
}

/** Milliseconds. Chrome draws no entry that has no length. */
const leastLength = 0.1

/** Milliseconds of a period that `rate` is for. */
const period = 1_000

/**
 * Shows connections in the Performance panel of Chrome, each as a group of tracks: states, messages, round trips, errors.
 * Messages are hidden: an entry has their kind and size. The entries leave the page's own performance timeline at once, so
 * memory does not grow. Elsewhere it does no harm.
 *
 * @returns unsubscribing ends it
 *
 * @example
 * const tracks = devtoolsTracks([chat, quotes])
 *
 * @throws `TypeError` if something else is among the connections
 */
export function devtoolsTracks(
  connections: ReadonlyArray<AnyConnection>,
  { rate = 200 }: TracksOptions = {},
): Subscription {
  const tracking = new Subscription()
  // Anything else throws here, before a subscription that nobody could end.
  for (const connection of connections) coreOf(connection as Connection<unknown, never>)
  for (const connection of connections) {
    const tracks = new Tracks(connection.name, rate)
    eachInspection(connection, tracking, (event) => tracks.take(event, performance.now()))
    tracking.add(() => tracks.end(performance.now()))
  }
  return tracking
}

/** The tracks of one connection. Times are those of `performance.now`. */
class Tracks {
  readonly #group: string
  readonly #rate: number
  #state: { readonly since: number; readonly tag: string; readonly text: string } | undefined
  #period = 0
  #drawn = 0
  #omitted = 0

  constructor(name: string, rate: number) {
    this.#group = `pulsewire: ${name}`
    this.#rate = rate
  }

  take(event: Inspection, now: number): void {
    if (event._tag === 'State') {
      this.#endState(now)
      this.#state = { since: now, tag: event.state._tag, text: describeState(event.state) }
      return
    }
    const mark = markOf(event, now, () => '')
    if (mark === undefined) return
    const name = `${mark.lane === 'errors' ? '' : `${mark.lane} `}${mark.kind}`
    const colour = mark.kind === 'unsent' ? 'error' : markColours[mark.lane]
    if (mark.lane === 'heartbeat') {
      // The ping is drawn with its answer.
      if (mark.kind === 'pong')
        this.#draw('round trip', 'round trip', colour, now - mark.amount, now, describeMark(mark))
    } else if (mark.lane === 'errors') this.#draw('errors', name, colour, now, now, describeMark(mark))
    else if (this.#hasRoom(now)) this.#draw('messages', name, colour, now, now, describeMark(mark))
  }

  end(now: number): void {
    this.#endState(now)
    this.#endPeriod(now)
  }

  #endState(now: number): void {
    if (this.#state === undefined) return
    const { since, tag, text } = this.#state
    this.#draw('state', tag, stateColours[tag] ?? 'primary', since, now, text)
    this.#state = undefined
  }

  /** Counts a message. @returns whether it may be drawn by itself */
  #hasRoom(now: number): boolean {
    if (now - this.#period >= period) {
      this.#endPeriod(now)
      this.#period = now
    }
    if (this.#drawn < this.#rate) {
      this.#drawn++
      return true
    }
    this.#omitted++
    return false
  }

  #endPeriod(now: number): void {
    const count = this.#omitted
    const end = Math.min(now, this.#period + period)
    if (count > 0) this.#draw('messages', `${count} more messages`, 'primary-light', this.#period, end, '')
    this.#drawn = this.#omitted = 0
  }

  #draw(track: string, label: string, color: TrackColour, start: number, end: number, text: string): void {
    const name = `${this.#group} ${label}`
    const properties = text === '' ? [] : [['what', text]]
    const devtools = { dataType: 'track-entry', track, trackGroup: this.#group, color, tooltipText: label, properties }
    performance.measure(name, { start, end: Math.max(end, start + leastLength), detail: { devtools } })
    // The panel has it; the timeline of the page would keep it for good.
    performance.clearMeasures(name)
  }
}
