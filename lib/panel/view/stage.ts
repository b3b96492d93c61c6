import { axisHeight } from '../paint/axis.ts'
import { Painter } from '../paint/painter.ts'
import type { PanelClock } from '../timeline/clock.ts'
import type { Scene } from '../timeline/scene.ts'
import type { Watched } from '../watched.ts'
import { colours, type Palette } from './colours.ts'
import { h } from './element.ts'
import { type Figures, figuresInterval, figuresOf } from './figures.ts'
import type { Head } from './heads.ts'
import { Loop } from './loop.ts'

/** Whether the names of the lanes stand within the lanes, and the controls are made for fingers. @param width - pixels */
export const isNarrow = (width: number): boolean => width < 560

/** Pixels. */
const wideSizes = { names: 136, margin: 28, header: 32, lane: 30 }
const narrowSizes = { names: 0, margin: 20, header: 38, lane: 36 }

/** Milliseconds of a step where motion is unwelcome, or nothing happens. */
const slowStep = 1_000

/** Drawing takes at most one part of so many of the time. */
const rest = 5

/** Milliseconds between updates of the headers while the picture stands still. */
const countdownStep = 100

/** The canvas with the headers over it, drawn when something changes. */
export class Stage {
  readonly canvas: HTMLCanvasElement = h('canvas', {
    tabindex: '0',
    role: 'application',
    'aria-roledescription': 'timeline',
  })
  readonly root: HTMLElement
  readonly #scene: Scene
  readonly #clock: PanelClock
  readonly #content: HTMLElement = h('div', { class: 'content' }, this.canvas)
  readonly #loop: Loop = new Loop(this.canvas, () => this.#frame())
  readonly #stillness = matchMedia('(prefers-reduced-motion: reduce)')
  readonly #sizes = new ResizeObserver(() => this.measure())
  #painter: Painter | undefined
  #palette: Palette | undefined
  #watched: ReadonlyArray<Watched> = []
  #heads: ReadonlyArray<Head> = []
  #figures: ReadonlyArray<Figures> = []
  #figuresAt = -Infinity
  #height = 0
  /** Device pixels per pixel. */
  #ratio = 0
  /** The time before which no picture is drawn. */
  #notBefore = 0
  /** The edge and the version of the last picture. */
  #drawn = [NaN, NaN]

  constructor(scene: Scene, clock: PanelClock) {
    this.#scene = scene
    this.#clock = clock
    this.root = h('div', { class: 'scroller' }, this.#content)
    this.root.addEventListener('scroll', () => this.redraw(), { passive: true })
  }

  start(): void {
    this.#palette = undefined
    this.#sizes.observe(this.root)
    this.#loop.start()
  }

  stop(): void {
    this.#sizes.disconnect()
    this.#loop.stop()
  }

  show(watched: ReadonlyArray<Watched>, heads: ReadonlyArray<Head>): void {
    for (const { root } of this.#heads) root.remove()
    this.#watched = watched
    this.#heads = heads
    this.#content.append(...heads.map(({ root }) => root))
    const names = watched.map(({ name }) => name).join(', ')
    this.canvas.ariaLabel = `Timeline of ${names}. Left and right move, plus and minus zoom, space holds, comma and full stop walk over the events.`
    this.measure()
  }

  /** The theme or the place of the element has changed. */
  repaint(): void {
    this.#palette = undefined
    this.measure()
  }

  redraw(): void {
    this.#drawn = [NaN, NaN]
    this.#loop.wake()
  }

  /** An event came in. */
  wake(): void {
    this.#loop.wake()
  }

  /** Places everything for the current size. */
  measure(): void {
    const scene = this.#scene
    const width = this.root.clientWidth
    scene.resize({ width, ...(isNarrow(width) ? narrowSizes : wideSizes) })
    this.#content.style.height = `${scene.height + axisHeight}px`
    this.#height = Math.min(scene.height + axisHeight, this.root.clientHeight)
    this.canvas.style.height = `${this.#height}px`
    this.#ratio = devicePixelRatio
    // The next frame draws, however busy the page is.
    this.#notBefore = 0
    this.#heads.forEach((head, index) => {
      const [group, watched] = [scene.groups[index], this.#watched[index]]
      if (group !== undefined && watched !== undefined) {
        head.place(group, scene.geometry.header, scene.isFolded(watched))
      }
    })
    this.redraw()
  }

  /** Draws if something has changed. @returns milliseconds until the next frame; `undefined`: until `wake` or `redraw` */
  #frame(): number | undefined {
    const { view, geometry, span } = this.#scene
    const now = this.#clock.now()
    // Other work of the page comes first: a slow machine draws fewer pictures.
    if (now < this.#notBefore) return 0
    const isFollowing = !view.isHeld
    // The window may have moved to another screen.
    if (this.#ratio !== devicePixelRatio) this.measure()
    const isQuiet = this.#watched.every(({ history }) => history.isQuietSince(now - span))
    const isSlow = isFollowing && (isQuiet || this.#stillness.matches)
    // In slow steps the edge moves once a second, ahead of the marks of that second.
    const edge = view.edge(isSlow ? Math.ceil(now / slowStep) * slowStep : now)
    const pixel = 1 / (view.scale * this.#ratio)
    const snapped = Math.ceil(edge / pixel) * pixel
    const version = this.#watched.reduce((sum, { history }) => sum + history.version, 0)
    const isNewFigures = now - this.#figuresAt >= figuresInterval
    if (isNewFigures) {
      this.#figuresAt = now
      this.#figures = this.#watched.map((each) => figuresOf(each, now))
    }
    const isSame = snapped === this.#drawn[0] && (version === this.#drawn[1] || view.isHeld) && !isNewFigures
    if (!isSame && geometry.width > 0) {
      this.#draw(now, snapped)
      this.#notBefore = now + (this.#clock.now() - now) * rest
    }
    this.#drawn = [snapped, version]
    for (const head of this.#heads) head.show(now)
    if (isSlow) return slowStep - (now % slowStep)
    if (isFollowing) return 0
    return isQuiet ? undefined : countdownStep
  }

  #draw(now: number, edge: number): void {
    const [width, height] = [this.#scene.geometry.width, this.#height].map((pixels) => Math.round(pixels * this.#ratio))
    // To set a size clears the canvas, so it is set where the picture follows at once.
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height })
    const context = this.#painter === undefined ? this.canvas.getContext('2d', { alpha: false }) : null
    if (context !== null) this.#painter = new Painter(context, this.#scene)
    this.#painter?.draw({
      height: this.#height,
      ratio: this.#ratio,
      palette: (this.#palette ??= this.#readPalette()),
      scrollTop: this.root.scrollTop,
      figures: this.#figures,
      now,
      edge,
      offset: Date.now() - now,
    })
  }

  /** Reads the colours of the current theme: a canvas takes no custom properties. */
  #readPalette(): Palette {
    const probe = h('span')
    this.root.append(probe)
    const entries = Object.keys(colours).map((name) => {
      probe.style.color = `var(--${name})`
      return [name, getComputedStyle(probe).color] as const
    })
    probe.remove()
    return Object.fromEntries(entries) as Palette
  }
}
