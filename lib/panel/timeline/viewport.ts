/** A reason to hold the picture still. */
export type Holder = 'button' | 'pointer' | 'pan' | 'walk'

/** Pixels per millisecond: the least and the largest scale. */
const minScale = 0.004
const maxScale = 4

/** The visible part of the time axis. Its right edge follows the clock unless somebody holds it. */
export class Viewport {
  readonly #holders = new Set<Holder>()
  /** The right edge while it is held, in milliseconds. */
  #edge = 0
  #scale = 0.06

  /** Pixels per millisecond. */
  get scale(): number {
    return this.#scale
  }

  get isHeld(): boolean {
    return this.#holders.size > 0
  }

  /** Whether the picture would stay still without the pointer on it. */
  get isHeldFast(): boolean {
    return this.#holders.size > (this.#holders.has('pointer') ? 1 : 0)
  }

  /** The time at the right edge. @param now - milliseconds on the clock of the panel */
  edge(now: number): number {
    return this.isHeld ? this.#edge : now
  }

  hold(holder: Holder, now: number): void {
    this.#edge = this.edge(now)
    this.#holders.add(holder)
  }

  /** Lets go. The picture follows the clock again once the last holder has let go. */
  release(...holders: ReadonlyArray<Holder>): void {
    for (const holder of holders) this.#holders.delete(holder)
  }

  /** Follows the clock again, whoever held it. */
  follow(): void {
    this.#holders.clear()
  }

  /** Moves a held picture. @param ms - a negative number moves to the past */
  pan(ms: number, now: number, oldest: number): void {
    this.moveTo(this.edge(now) + ms, now, oldest)
  }

  /** Moves the right edge, no further than the clock and the oldest event. */
  moveTo(edge: number, now: number, oldest: number): void {
    this.#edge = Math.min(now, Math.max(oldest, edge))
  }

  /** Multiplies the scale. A held picture keeps the time `ahead` pixels left of its edge in place. */
  zoom(factor: number, ahead: number, now: number): void {
    const before = this.#scale
    this.#scale = Math.min(maxScale, Math.max(minScale, before * factor))
    if (this.isHeld) this.#edge = Math.min(now, this.#edge - ahead / before + ahead / this.#scale)
  }
}
