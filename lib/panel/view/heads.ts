import type { Group } from '../timeline/layout.ts'
import { describeState } from '../timeline/mark.ts'
import type { Watched } from '../watched.ts'
import { stateColours } from './colours.ts'
import { h, icon, setColour, setText } from './element.ts'

/** The actions of a header. */
export interface HeadActions {
  readonly fold: () => void
  readonly copy: () => void
}

/** The header of one connection: its name, its state and its actions. */
export class Head {
  readonly root: HTMLElement
  readonly #watched: Watched
  readonly #fold: HTMLButtonElement
  readonly #state: HTMLElement = h('b')
  readonly #text: HTMLElement = h('span')

  constructor(watched: Watched, { fold, copy }: HeadActions) {
    const { name } = watched
    this.#watched = watched
    this.#fold = h('button', { class: 'fold' }, icon('M2.5 4.5L6 8l3.5-3.5'), h('span', {}, name))
    const label = `Copy as test: what ${name} did`
    const copying = h(
      'button',
      { class: 'copy', title: label, 'aria-label': label },
      icon('M4 4V1.5h6.5V8H8M1.5 4H8v6.5H1.5z'),
      h('span', {}, 'Copy as test'),
    )
    this.root = h(
      'div',
      { class: 'head', role: 'group', 'aria-label': name },
      this.#fold,
      h('span', { class: 'lamp', 'aria-hidden': 'true' }),
      h('span', { class: 'now' }, this.#state, ' ', this.#text),
      copying,
    )
    this.#fold.addEventListener('click', fold)
    copying.addEventListener('click', copy)
  }

  place({ top }: Group, height: number, isFolded: boolean): void {
    this.root.style.top = `${top}px`
    this.root.style.height = `${height}px`
    this.#fold.ariaExpanded = String(!isFolded)
  }

  /** Shows the current state. @param now - milliseconds on the clock of the panel */
  show(now: number): void {
    const { state, marks } = this.#watched.history
    if (state === undefined) return
    const waited = now - (marks.state.newest?.at ?? now)
    if (this.root.dataset['state'] !== state._tag) {
      this.root.dataset['state'] = state._tag
      this.#state.textContent = state._tag
      setColour(this.root, stateColours[state._tag])
    }
    setText(this.#text, describeState(state, waited))
  }
}
