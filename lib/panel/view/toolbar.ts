import { type Lane, lanes } from '../timeline/mark.ts'
import { h, icon } from './element.ts'
import { laneColours, setColour } from './style.ts'

/** The actions of the toolbar. */
export interface ToolbarActions {
  readonly toggleHold: () => void
  readonly follow: () => void
  readonly zoom: (factor: number) => void
  readonly toggleLane: (lane: Lane) => void
  readonly filter: (text: string) => void
}

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
  readonly #hold = button('hold', 'Hold the picture (space)', icon('M4 2v8M8 2v8'), 'Hold')
  readonly #now = button('latest', 'Go to the latest events (End)', icon('M3 2l4 4-4 4M9.5 2v8'), 'Now')
  readonly #lanes: ReadonlyArray<HTMLButtonElement>

  constructor({ toggleHold, follow, zoom, toggleLane, filter }: ToolbarActions) {
    const zoomOut = button('out', 'Zoom out (-)', icon('M2 6h8'))
    const zoomIn = button('in', 'Zoom in (+)', icon('M2 6h8M6 2v8'))
    this.#lanes = lanes.map((lane) => {
      const toggle = h('button', { 'data-lane': lane }, lane)
      setColour(toggle, laneColours[lane])
      toggle.addEventListener('click', () => toggleLane(lane))
      return toggle
    })
    this.root = h(
      'div',
      { class: 'bar', role: 'group', 'aria-label': 'Timeline controls' },
      this.#hold,
      h('div', { class: 'set zoom' }, zoomOut, zoomIn, this.#now),
      h('div', { class: 'set lanes', role: 'group', 'aria-label': 'Rows' }, ...this.#lanes),
      this.search,
    )
    this.#hold.addEventListener('click', toggleHold)
    this.#now.addEventListener('click', follow)
    zoomOut.addEventListener('click', () => zoom(1 / zoomStep))
    zoomIn.addEventListener('click', () => zoom(zoomStep))
    this.search.addEventListener('input', () => filter(this.search.value))
  }

  show(isHeld: boolean, shown: ReadonlySet<Lane>): void {
    this.#hold.ariaPressed = String(isHeld)
    this.#now.disabled = !isHeld
    for (const toggle of this.#lanes) toggle.ariaPressed = String(shown.has(toggle.dataset['lane'] as Lane))
  }
}

function button(kind: string, title: string, ...children: ReadonlyArray<Node | string>): HTMLButtonElement {
  return h('button', { class: kind, title, 'aria-label': title }, ...children)
}
