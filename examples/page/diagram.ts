import type { LaneName, Mark } from './mark.ts'

/** Seconds that are kept, which is more than any screen shows. */
const kept = 90

/** Seconds since the page was opened. */
const present = (): number => performance.now() / 1000

/** A marble diagram that grows at its right edge: an element for each mark, on one strip a lane, which moves left. */
export class Diagram {
  readonly #root: HTMLElement
  readonly #strips: readonly HTMLElement[]
  readonly #stillness = window.matchMedia('(prefers-reduced-motion: reduce)')
  readonly #holders = new Set<string>()
  /** The last second that the axis has a tick for. */
  #ticked = -1
  /** The right edge, in seconds: it stands still while it is held. */
  #edge = 0
  /** Pixels a second, and how many seconds fit between the lanes' names and the edge. */
  #scale = 1
  #span = 0

  constructor(root: HTMLElement) {
    this.#root = root
    this.#strips = [...root.querySelectorAll<HTMLElement>('.strip')]
    new ResizeObserver(this.#measure).observe(root)
    this.#measure()
    this.#draw()
  }

  /** Adds what has just happened. */
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

  /** Keeps the picture still, or lets it go on, for one of those who may want that. What happens is added all the same. */
  hold(holder: string, isHeld: boolean): void {
    if (isHeld) this.#holders.add(holder)
    else this.#holders.delete(holder)
    this.#root.toggleAttribute('data-held', this.#holders.size > 0)
  }

  /** Sizes are the style sheet's, which has others for narrow screens. */
  readonly #measure = (): void => {
    const style = getComputedStyle(this.#root)
    const size = (name: string): number => parseFloat(style.getPropertyValue(name))
    this.#scale = size('--scale')
    this.#span = (this.#root.clientWidth - size('--names') - size('--margin')) / this.#scale
  }

  readonly #draw = (): void => {
    const now = present()
    if (this.#holders.size === 0) {
      // Without motion it steps once a second, ahead of what happens in it.
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

  /** A state lasts from its mark to the next one. Its name stays in sight as long as any of it does. */
  #stretch(): void {
    const left = this.#edge - this.#span
    for (const item of this.#lane('state').children as HTMLCollectionOf<HTMLElement>) {
      const at = timeOf(item, '--at')
      if (!('over' in item.dataset)) item.style.setProperty('--until', Math.max(this.#edge, at).toFixed(3))
      if (timeOf(item, '--until') >= left) item.style.setProperty('--hidden', Math.max(0, left - at).toFixed(3))
    }
  }

  /** A tick every second, with a name every five. */
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

  /** What has long left the screen. The state that lasts is the last of its lane. */
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
