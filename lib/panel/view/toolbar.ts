import { type Lane, lanes } from '../timeline/mark.ts'
import { h, icon } from './element.ts'

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

const laneNames: Readonly<Record<Lane, string>> = {
  state: 'States',
  out: 'Out',
  in: 'In',
  errors: 'Errors',
  heartbeat: 'Heartbeat',
  queue: 'Queue',
}

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
    this.#lanes = lanes.map((lane) => h('button', { type: 'button', 'data-lane': lane }, laneNames[lane]))
    this.root = h(
      'div',
      { class: 'bar', role: 'group', 'aria-label': 'Timeline controls' },
      this.#hold,
      h('div', { class: 'set' }, zoomOut, zoomIn, this.#now),
      h('div', { class: 'set lanes', role: 'group', 'aria-label': 'Rows' }, ...this.#lanes),
      this.search,
    )
    this.#hold.addEventListener('click', toggleHold)
    this.#now.addEventListener('click', follow)
    zoomOut.addEventListener('click', () => zoom(1 / zoomStep))
    zoomIn.addEventListener('click', () => zoom(zoomStep))
    this.#lanes.forEach((each, index) => {
      const lane = lanes[index]
      if (lane !== undefined) each.addEventListener('click', () => toggleLane(lane))
    })
    this.search.addEventListener('input', () => filter(this.search.value))
  }

  show(isHeld: boolean, shown: ReadonlySet<Lane>): void {
    this.#hold.ariaPressed = String(isHeld)
    this.#now.disabled = !isHeld
    this.#lanes.forEach((each, index) => {
      const lane = lanes[index]
      each.ariaPressed = String(lane !== undefined && shown.has(lane))
    })
  }
}

function button(kind: string, title: string, ...children: ReadonlyArray<Node | string>): HTMLButtonElement {
  const isBare = children.every((child) => typeof child !== 'string')
  const label = isBare ? { 'aria-label': title } : undefined
  return h('button', { type: 'button', class: kind, title, ...label }, ...children)
}
