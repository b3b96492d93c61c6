import type { LaneName, Mark } from './mark.ts'

/** Seconds of history that are kept: more than any screen shows. */
const kept = 90

/** Seconds since the page was opened. */
const present = (): number => performance.now() / 1000

/** A marble diagram that grows at its right edge. Each mark is an element; each lane is a strip that moves left. */
export class Diagram {
  readonly #root: HTMLElement
  readonly #strips: readonly HTMLElement[]
  readonly #stillness = window.matchMedia('(prefers-reduced-motion: reduce)')
  readonly #holders = new Set<string>()
  /** The last second with a tick on the axis. */
  #ticked = -1
  /** The right edge, in seconds. It does not move while the picture is held. */
  #edge = 0
  /** Pixels per second, and the number of seconds between the names of the lanes and the edge. */
  #scale = 1
  #span = 0

  constructor(root: HTMLElement) {
    this.#root = root
    this.#strips = [...root.querySelectorAll<HTMLElement>('.strip')]
    new ResizeObserver(this.#measure).observe(root)
    this.#measure()
    this.#draw()
  }

  /** Adds a mark at the current time. */
  readonly add = (mark: Mark): void => {
    const at = present()
    const strip = this.#lane(mark.lane)
    const item = document.createElement('li')
    item.dataset['kind'] = mark.kind
    item.dataset['value'] = mark.value
    item.style.setProperty('--at', at.toFixed(3))
    const button = document.createElement('button')
    button.type = 'button'
    button.tabIndex = -1
    button.className = 'mark'
    button.dataset['lane'] = mark.lane
    button.dataset['kind'] = mark.kind
    button.ariaLabel = `${at.toFixed(1)} s, ${mark.lane}: ${mark.kind}, ${mark.value}`
    const label = document.createElement('span')
    label.textContent = mark.label
    button.append(label)
    item.append(button)
    const before = strip.lastElementChild as HTMLElement | null
    before?.style.setProperty('--until', at.toFixed(3))
    before?.setAttribute('data-over', '')
    strip.append(item)
  }

  /** Stops or continues the movement, for one of several holders. Marks are added all the same. */
  hold(holder: string, isHeld: boolean): void {
    if (isHeld) this.#holders.add(holder)
    else this.#holders.delete(holder)
    this.#root.toggleAttribute('data-held', this.#holders.size > 0)
  }

  /** Reads the sizes from the style sheet, which has others for narrow screens. */
  readonly #measure = (): void => {
    const style = getComputedStyle(this.#root)
    const size = (name: string): number => parseFloat(style.getPropertyValue(name))
    this.#scale = size('--scale')
    this.#span = (this.#root.clientWidth - size('--names') - size('--margin')) / this.#scale
  }

  readonly #draw = (): void => {
    const now = present()
    if (this.#holders.size === 0) {
      // With reduced motion the edge moves once a second, ahead of the marks of that second.
      this.#edge = this.#stillness.matches ? Math.ceil(now) : now
      this.#tick()
      this.#forget()
    }
    for (const strip of this.#strips) {
      strip.style.transform = `translateX(${(-this.#edge * this.#scale).toFixed(1)}px)`
    }
    this.#stretch()
    requestAnimationFrame(this.#draw)
  }

  /** A state lasts from its mark to the next one. Its name is visible as long as a part of it is. */
  #stretch(): void {
    const left = this.#edge - this.#span
    for (const item of this.#lane('state').children as HTMLCollectionOf<HTMLElement>) {
      const at = timeOf(item, '--at')
      if (!('over' in item.dataset)) item.style.setProperty('--until', Math.max(this.#edge, at).toFixed(3))
      if (timeOf(item, '--until') >= left) item.style.setProperty('--hidden', Math.max(0, left - at).toFixed(3))
    }
  }

  /** Adds a tick for each second, with a label every five seconds. */
  #tick(): void {
    const axis = this.#root.querySelector('.axis .strip')
    this.#ticked = Math.max(this.#ticked, Math.floor(this.#edge) - kept)
    while (this.#ticked < this.#edge) {
      const tick = document.createElement('span')
      this.#ticked += 1
      tick.style.setProperty('--at', String(this.#ticked))
      if (this.#ticked % 5 === 0) tick.textContent = `${this.#ticked} s`
      axis?.append(tick)
    }
  }

  /** Removes marks that left the screen long ago. The current state is the last of its lane, and stays. */
  #forget(): void {
    for (const strip of this.#strips) {
      const first = strip.firstElementChild as HTMLElement | null
      if (first?.nextElementSibling == null) continue
      if (timeOf(first.nextElementSibling as HTMLElement, '--at') < this.#edge - kept) first.remove()
    }
  }

  #lane(name: LaneName): HTMLElement {
    const strip = this.#root.querySelector<HTMLElement>(`[data-lane="${name}"] > .strip`)
    if (strip === null) throw new Error(`no lane ${name}`)
    return strip
  }
}

const timeOf = (item: HTMLElement, name: '--at' | '--until'): number => Number(item.style.getPropertyValue(name))
