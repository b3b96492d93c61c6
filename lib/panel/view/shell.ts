import type { PanelClock } from '../timeline/clock.ts'
import { Scene } from '../timeline/scene.ts'
import type { Place } from '../timeline/walk.ts'
import type { Watched } from '../watched.ts'
import { Details } from './details.ts'
import { type Change, h } from './element.ts'
import { bindKeys, bindPointer } from './gestures.ts'
import { Head } from './heads.ts'
import { isNarrow, Stage } from './stage.ts'
import { styles } from './style.ts'
import { Toolbar } from './toolbar.ts'

/** Everything in the shadow root of a panel: the controls, the picture and the details, and their interplay. */
export class Shell {
  readonly #root: ShadowRoot
  readonly #scene: Scene
  readonly #stage: Stage
  readonly #toolbar: Toolbar
  readonly #details = new Details()
  readonly #empty = h('p', { class: 'empty' }, 'No connections. Set the property ', h('code', {}, 'connections'), '.')
  readonly #body: HTMLElement
  /** The mark in the details. */
  #described: Place | undefined
  readonly #widths = new ResizeObserver(([entry]) => {
    this.#body.classList.toggle('narrow', isNarrow(entry?.contentRect.width ?? 0))
  })
  readonly #themes = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query))

  constructor(root: ShadowRoot, clock: PanelClock) {
    const scene = new Scene(clock)
    const stage = new Stage(scene, clock)
    const changed = (change: Change): void => this.#changed(change)
    this.#root = root
    this.#scene = scene
    this.#stage = stage
    this.#toolbar = new Toolbar(scene, changed)
    const { search } = this.#toolbar
    const controlled = { scene, canvas: stage.canvas, scroller: stage.root, search, changed }
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
    for (const theme of this.#themes) theme.addEventListener('change', this.repaint)
    this.#widths.observe(this.#root.host)
    this.#stage.start()
  }

  stop(): void {
    for (const theme of this.#themes) theme.removeEventListener('change', this.repaint)
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
            this.#changed('placed')
          },
          copy: () => void this.#copy(each),
        }),
    )
    this.#stage.show(watched, heads)
    this.#changed('selected')
  }

  /** An event came in. */
  readonly wake = (): void => this.#stage.wake()

  /** The theme or the place of the element has changed. */
  readonly repaint = (): void => this.#stage.repaint()

  #changed(change: Change): void {
    if (change === 'placed') this.#stage.measure()
    else this.#stage.redraw()
    this.#toolbar.show()
    const isSelection = change === 'selected'
    // The pointer passes over the picture on its way to a test that is offered there.
    if (isSelection || !(this.#root.activeElement instanceof HTMLTextAreaElement)) this.#describe(isSelection)
  }

  /** Describes the mark under the pointer, or the selected one. Without either a remark stays. */
  #describe(isSelection: boolean): void {
    const { selected, pointed } = this.#scene
    const place = pointed ?? selected
    if (place !== undefined) this.#details.show(this.#nameOf(place), place.mark, this.#crowdText(place))
    else if (this.#described !== undefined) this.#details.clear()
    this.#described = place
    if (isSelection && selected !== undefined) this.#details.announceMark(this.#nameOf(selected), selected.mark)
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
    const { name } = watched
    try {
      const test = await watched.toTest()
      if (await isCopied(test)) this.#details.remark(`Copied a test of ${name}: ${test.split('\n').length} lines.`)
      else this.#details.offer(test)
    } catch (error) {
      this.#details.remark(`The test of ${name} could not be written. ${String(error)}`)
    }
  }
}

/** Writes a text to the clipboard. @returns `false` if the page may not */
async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
