import { bodyOf, describeMark, isUnsent, type Mark } from '../timeline/mark.ts'
import { timeOfDay } from '../timeline/time-axis.ts'
import { laneColours } from './colours.ts'
import { h, setColour } from './element.ts'

const invitation = 'Point at an event to read it, or walk over the events with the comma and the full stop.'

/** The selected event in words, below the picture. */
export class Details {
  readonly root: HTMLElement = h('div', {
    class: 'details',
    role: 'region',
    tabindex: '0',
    'aria-label': 'Selected event',
  })
  /** Announces selections to screen readers: not what the pointer passes. */
  readonly live: HTMLElement = h('p', { class: 'unseen', 'aria-live': 'polite' })

  constructor() {
    this.clear()
  }

  clear(): void {
    this.#say(invitation)
  }

  /** Shows and announces a sentence. */
  remark(text: string): void {
    this.#say(text)
    this.live.textContent = text
  }

  #say(text: string): void {
    this.root.replaceChildren(h('span', { class: 'hint' }, text))
  }

  /** Shows an event of a connection. @param note - a remark, or an empty text */
  show(name: string, mark: Mark, note: string): void {
    const tag = h('b', {}, mark.lane === 'errors' ? 'error' : mark.lane)
    setColour(tag, isUnsent(mark) ? 'error' : laneColours[mark.lane])
    this.root.replaceChildren(
      h('time', {}, timeOfDay(mark.wall)),
      h('span', {}, name),
      tag,
      h('span', {}, describeMark(mark)),
      h('span', { class: 'hint' }, note),
      ...(bodyOf(mark) === '' ? [] : [h('pre', {}, mark.text)]),
    )
  }

  announceMark(name: string, mark: Mark): void {
    const { wall, lane } = mark
    this.live.textContent = `${timeOfDay(wall)} ${name}, ${lane}: ${describeMark(mark)} ${bodyOf(mark)}`
  }

  /** Shows a text to copy by hand, where the page may not write to the clipboard. */
  offer(text: string): void {
    const area = h('textarea', { readonly: '', 'aria-label': 'The test, to copy' })
    area.value = text
    this.root.replaceChildren(h('span', { class: 'hint' }, 'The clipboard is not available here. Copy this:'), area)
    area.focus()
    area.select()
  }
}
