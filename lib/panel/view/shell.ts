import type { PanelClock } from '../timeline/clock.ts'
import { Scene } from '../timeline/scene.ts'
import type { Place } from '../timeline/walk.ts'
import type { Watched } from '../watched.ts'
import { Details } from './details.ts'
import { h } from './element.ts'
import { bindKeys, bindPointer, type Change } from './gestures.ts'
import { Head } from './heads.ts'
import { isNarrow, Stage } from './stage.ts'
import { styles } from './style.ts'
import { Toolbar } from './toolbar.ts'

/** Everything in the shadow root of a panel: the controls, the picture and the details, and their interplay. */
export class Shell {
  readonly #root: ShadowRoot
  readonly #clock: PanelClock
  readonly #scene = new Scene()
  readonly #stage: Stage
  readonly #toolbar: Toolbar
  readonly #details = new Details()
  readonly #empty = h('p', { class: 'empty' }, 'No connections. Set the property ', h('code', {}, 'connections'), '.')
  readonly #body: HTMLElement
  readonly #widths = new ResizeObserver(([entry]) => {
    this.#body.classList.toggle('narrow', isNarrow(entry?.contentRect.width ?? 0))
  })
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)')

  constructor(root: ShadowRoot, clock: PanelClock) {
    const scene = this.#scene
    const stage = new Stage(scene, clock)
    this.#root = root
    this.#clock = clock
    this.#stage = stage
    this.#toolbar = new Toolbar({
      toggleHold: () => this.#toggleHold(),
      follow: () => {
        scene.view.follow()
        this.#changed('moved')
      },
      zoom: (factor) => {
        scene.zoom(factor, clock.now())
        this.#changed('moved')
      },
      toggleLane: (lane) => {
        scene.toggleLane(lane)
        stage.measure()
        this.#changed('moved')
      },
      filter: (text) => {
        scene.filter(text)
        stage.redraw()
      },
    })
    const controlled = {
      scene,
      canvas: stage.canvas,
      scrollTop: () => stage.root.scrollTop,
      now: () => clock.now(),
      changed: (change: Change) => this.#changed(change),
      toggleHold: () => this.#toggleHold(),
      focusFilter: () => this.#toolbar.search.focus(),
    }
    bindPointer(controlled)
    bindKeys(root, controlled)
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(styles)
    root.adoptedStyleSheets = [sheet]
    this.#body = h(
      'div',
      { class: 'body' },
      ...[this.#toolbar.root, this.#empty, stage.root, this.#details.root, this.#details.live],
    )
    root.append(this.#body)
  }

  start(): void {
    this.#scheme.addEventListener('change', this.repaint)
    this.#widths.observe(this.#root.host)
    this.#stage.start()
  }

  stop(): void {
    this.#scheme.removeEventListener('change', this.repaint)
    this.#widths.disconnect()
    this.#stage.stop()
    this.#scene.view.follow()
  }

  show(watched: ReadonlyArray<Watched>): void {
    this.#scene.show(watched)
    this.#empty.hidden = watched.length > 0
    this.#stage.root.hidden = watched.length === 0
    const heads = watched.map(
      (each) =>
        new Head(each, {
          fold: () => {
            this.#scene.toggleFold(each)
            this.#stage.measure()
          },
          copy: () => void this.#copy(each),
        }),
    )
    this.#stage.show(watched, heads)
    this.#changed('moved')
  }

  /** An event came in. */
  readonly wake = (): void => this.#stage.wake()

  /** The theme or the place of the element has changed. */
  readonly repaint = (): void => {
    this.#stage.repaint()
    this.#stage.measure()
  }

  #toggleHold(): void {
    const { view } = this.#scene
    if (view.isHeldFast) view.follow()
    else view.hold('button', this.#clock.now())
    this.#changed('moved')
  }

  #changed(change: Change): void {
    const { selected, pointed, shown, view } = this.#scene
    this.#stage.redraw()
    this.#toolbar.show(view.isHeldFast, shown)
    const place = pointed ?? selected
    if (place === undefined) this.#details.clear()
    else this.#details.show(this.#nameOf(place), place.mark, this.#crowdText(place))
    if (change === 'selected' && selected !== undefined) {
      this.#details.announceMark(this.#nameOf(selected), selected.mark)
    }
  }

  #nameOf({ index }: Place): string {
    return this.#scene.sources[index]?.name ?? ''
  }

  /** The number of the marks that are drawn as one bar; empty for a single one. */
  #crowdText(place: Place): string {
    const [count, ms] = this.#scene.crowdAround(place)
    return count > 1 ? `one of ${count.toLocaleString('en')} within ${ms} ms` : ''
  }

  async #copy(watched: Watched): Promise<void> {
    const test = await watched.toTest()
    try {
      await navigator.clipboard.writeText(test)
    } catch {
      this.#details.offer(test)
      return
    }
    const text = `Copied a test of ${watched.name}: ${test.split('\n').length} lines.`
    this.#details.say(text)
    this.#details.announce(text)
  }
}
