import { lanes } from '../timeline/mark.ts'
import type { Scene } from '../timeline/scene.ts'
import { laneColours } from './colours.ts'
import { type Change, h, icon, setColour } from './element.ts'

/** One step of the zoom buttons and keys. */
export const zoomStep = 1.5

/** The controls above the picture. */
export class Toolbar {
  readonly root: HTMLElement
  readonly search: HTMLInputElement = h('input', {
    type: 'search',
    placeholder: 'Filter (/)',
    'aria-label': 'Filter events by text',
    spellcheck: 'false',
    autocomplete: 'off',
  })
  readonly #scene: Scene
  readonly #hold: HTMLButtonElement
  readonly #now: HTMLButtonElement
  readonly #lanes: ReadonlyArray<HTMLButtonElement>

  constructor(scene: Scene, changed: (change: Change) => void) {
    const button = (kind: string, title: string, path: string, text: string, act: () => void): HTMLButtonElement => {
      const made = h('button', { class: kind, title, 'aria-label': title }, icon(path), text)
      made.addEventListener('click', () => {
        act()
        changed('moved')
      })
      return made
    }
    this.#scene = scene
    this.#hold = button('hold', 'Hold the picture (space)', 'M4 2v8M8 2v8', 'Hold', () => scene.toggleHold())
    this.#now = button('latest', 'Now: follow the clock (End)', 'M3 2l4 4-4 4M9.5 2v8', 'Now', () => scene.follow())
    this.#lanes = lanes.map((lane) => {
      const toggle = h('button', { 'data-lane': lane }, lane)
      setColour(toggle, laneColours[lane])
      toggle.addEventListener('click', () => {
        scene.toggleLane(lane)
        changed('placed')
      })
      return toggle
    })
    this.search.addEventListener('input', () => {
      scene.filter(this.search.value)
      changed('moved')
    })
    this.root = h(
      'div',
      { class: 'bar', role: 'group', 'aria-label': 'Timeline controls' },
      this.#hold,
      h(
        'div',
        { class: 'set zoom' },
        button('out', 'Zoom out (-)', 'M2 6h8', '', () => scene.zoom(1 / zoomStep)),
        button('in', 'Zoom in (+)', 'M2 6h8M6 2v8', '', () => scene.zoom(zoomStep)),
        this.#now,
      ),
      h('div', { class: 'set lanes', role: 'group', 'aria-label': 'Rows' }, ...this.#lanes),
      this.search,
    )
  }

  show(): void {
    const { view, shown } = this.#scene
    this.#hold.ariaPressed = String(view.isHeldFast)
    this.#now.disabled = !view.isHeldFast
    lanes.forEach((lane, index) => this.#lanes[index]?.setAttribute('aria-pressed', String(shown.has(lane))))
  }
}
