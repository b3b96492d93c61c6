import type { PanelClock } from './clock.ts'
import { bucketsOf, type Filter } from './columns.ts'
import type { History } from './history.ts'
import { type Geometry, type Group, layoutOf, rowAt } from './layout.ts'
import { describeMark, type Lane, lanes, type Mark } from './mark.ts'
import { bucket } from './totals.ts'
import { Viewport } from './viewport.ts'
import { neighbour, type Place } from './walk.ts'

/** A connection that is drawn. */
export interface Source {
  readonly name: string
  readonly history: History
}

/** Pixels around a mark in which the pointer finds it. */
const reach = 12

/** Fingers that are less than so many pixels apart do not zoom. */
const leastPinch = 20

/** The visible lanes, the visible time and the selection: everything but the drawing. */
export class Scene {
  readonly #clock: PanelClock
  readonly view: Viewport = new Viewport()
  readonly shown: Set<Lane> = new Set(lanes)
  readonly #folded = new WeakSet<Source>()
  #filterText = ''
  geometry: Geometry = { width: 0, names: 0, margin: 0, header: 0, lane: 0 }
  sources: ReadonlyArray<Source> = []
  filters: ReadonlyArray<Filter> = []
  groups: ReadonlyArray<Group> = []
  /** Pixels of all groups. */
  height = 0
  selected: Place | undefined
  /** The mark under the pointer. */
  pointed: Place | undefined

  constructor(clock: PanelClock) {
    this.#clock = clock
  }

  show(sources: ReadonlyArray<Source>): void {
    this.sources = sources
    this.selected = this.pointed = undefined
    this.filter(this.#filterText)
  }

  resize(geometry: Geometry): void {
    this.geometry = geometry
    this.#place()
  }

  /** Shows the events that contain a text, and all events of a connection whose name does. */
  filter(text: string): void {
    this.#filterText = text
    const wanted = text.trim().toLowerCase()
    const matches = (mark: Mark): boolean => `${describeMark(mark)} ${mark.text}`.toLowerCase().includes(wanted)
    this.filters = this.sources.map(({ name }) => (name.toLowerCase().includes(wanted) ? undefined : matches))
    this.#place()
  }

  toggleLane(lane: Lane): void {
    if (!this.shown.delete(lane)) this.shown.add(lane)
    this.#place()
  }

  toggleFold(source: Source): void {
    if (!this.#folded.delete(source)) this.#folded.add(source)
    this.#place()
  }

  isFolded(source: Source): boolean {
    return this.#folded.has(source)
  }

  #place(): void {
    const { groups, height } = layoutOf(
      this.sources.map((source) => this.#folded.has(source)),
      this.shown,
      this.geometry,
    )
    this.groups = groups
    this.height = height
  }

  /** Milliseconds of the visible time. */
  get span(): number {
    const { width, names, margin } = this.geometry
    return Math.max(1, width - names - margin) / this.view.scale
  }

  /** The time of the oldest event; the current time if there is none. */
  get #oldest(): number {
    const marks = this.sources.flatMap(({ history }) => Object.values(history.marks).map((ring) => ring.at(0)))
    return Math.min(...marks.map((mark) => mark?.at ?? Infinity), this.#clock.now())
  }

  /** The pixel at the right edge of the time. */
  get #right(): number {
    return this.geometry.width - this.geometry.margin
  }

  /** Holds the picture by the button, or follows the clock if anything but the pointer holds it. */
  toggleHold(): void {
    if (this.view.isHeldFast) this.view.follow()
    else this.view.hold('button', this.#clock.now())
  }

  /** Follows the clock, with nothing selected. */
  follow(): void {
    this.view.follow()
    this.selected = undefined
  }

  /** Holds the picture and moves it. @param ms - a negative number moves to the past */
  pan(ms: number): void {
    const now = this.#clock.now()
    this.view.hold('pan', now)
    this.view.pan(ms, now, this.#oldest)
  }

  /** Holds the picture so that the oldest event stands at its left edge. */
  panToOldest(): void {
    this.pan(-Infinity)
    this.pan(this.span)
  }

  /** Changes the scale. @param x - the pixel that stays in place; without it: the middle */
  zoom(factor: number, x: number = (this.#right + this.geometry.names) / 2): void {
    this.view.zoom(factor, this.#right - x, this.#clock.now())
  }

  /** Holds the picture, and keeps the times below two fingers there when one of them moves. Pixels. */
  pinch(from: number, to: number, other: number): void {
    this.view.hold('pan', this.#clock.now())
    const distance = (x: number): number => Math.max(leastPinch, Math.abs(x - other))
    this.zoom(distance(to) / distance(from), other)
  }

  /** Selects the next or the previous event, and moves the picture so that it can be seen. */
  walk(direction: 1 | -1): void {
    const walked = this.groups.map(({ index, rows }) => ({
      history: (this.sources[index] as Source).history,
      lanes: rows.map(({ lane }) => lane),
      filter: this.filters[index],
    }))
    const now = this.#clock.now()
    const edge = this.view.edge(now)
    const place = neighbour(walked, this.selected?.mark.at ?? edge, direction)
    if (place === undefined) return
    this.selected = place
    this.view.hold('walk', now)
    const { at } = place.mark
    if (at > edge || at < edge - this.span * 0.95) this.view.moveTo(at + this.span / 3, now, this.#oldest)
  }

  /** The mouse is over the picture, which stands still for it. */
  enter(): void {
    this.view.hold('pointer', this.#clock.now())
  }

  /** Points at the mark at a place, if there is one. @param y - from the top of the first group */
  point(x: number, y: number): void {
    this.pointed = this.#placeAt(x, y)
  }

  leave(): void {
    this.view.release('pointer')
    this.pointed = undefined
  }

  #placeAt(x: number, y: number): Place | undefined {
    const { group, row } = rowAt(this.groups, y) ?? {}
    const source = this.sources[group?.index ?? -1]
    if (group === undefined || row === undefined || row.lane === 'queue' || source === undefined) return undefined
    if (x < this.geometry.names) return undefined
    const { index } = group
    const ring = source.history.marks[row.lane]
    const time = this.view.edge(this.#clock.now()) - (this.#right - x) / this.view.scale
    const filter = this.filters[index]
    // A state lasts until the next one.
    const mark =
      row.lane === 'state'
        ? ring.at(ring.indexAfter(time) - 1)
        : ring.nearest(time, reach / this.view.scale, (each) => each.kind !== 'reply' && filter?.(each) !== false)
    return mark === undefined ? undefined : { index, mark }
  }

  /** The messages of a mark's lane that are drawn at its place: their number, and the milliseconds in which they came. */
  crowdAround({ index, mark }: Place): readonly [count: number, ms: number] {
    const { totals } = (this.sources[index] as Source).history
    if (mark.lane !== 'in' && mark.lane !== 'out') return [1, 0]
    const buckets = bucketsOf(this.view.scale)
    const first = Math.floor(mark.at / bucket / buckets) * buckets
    return [totals.sum(mark.lane, first, first + buckets), buckets * bucket]
  }
}
