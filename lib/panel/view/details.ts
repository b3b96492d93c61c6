import { describeMark, type Mark } from '../timeline/mark.ts'
import { timeOfDay } from '../timeline/time-axis.ts'
import { h } from './element.ts'
import { laneColours, setColour } from './style.ts'

const invitation = 'Point at an event to read it, or walk with the keys , and . from event to event.'

/** The selected event in words, below the picture. */
export class Details {
  readonly root: HTMLElement = h('div', { class: 'details', role: 'region', 'aria-label': 'Selected event' })
  /** Announces selections to screen readers: not what the pointer passes. */
  readonly live: HTMLElement = h('p', { class: 'unseen', 'aria-live': 'polite' })

  constructor() {
    this.clear()
  }

  clear(): void {
    this.say(invitation)
  }

  /** Shows a sentence. */
  say(text: string): void {
    this.root.replaceChildren(h('span', { class: 'hint' }, text))
  }

  /** Shows an event of a connection. @param note - a remark, or an empty text */
  show(name: string, mark: Mark, note: string): void {
    const isMessage = mark.lane === 'in' || mark.lane === 'out'
    const tag = h('b', {}, mark.lane === 'errors' ? 'error' : mark.lane)
    setColour(tag, mark.kind === 'unsent' ? 'error' : laneColours[mark.lane])
    this.root.replaceChildren(
      h('time', {}, timeOfDay(mark.wall)),
      h('span', {}, name),
      tag,
      h('span', {}, describeMark(mark)),
      h('span', { class: 'hint' }, note),
      ...(isMessage && mark.kind !== 'unsent' && mark.text !== '' ? [h('pre', {}, mark.text)] : []),
    )
  }

  announce(text: string): void {
    this.live.textContent = text
  }

  announceMark(name: string, mark: Mark): void {
    const body = mark.lane === 'in' || mark.lane === 'out' ? ` ${mark.text}` : ''
    this.announce(`${timeOfDay(mark.wall)} ${name}, ${mark.lane}: ${describeMark(mark)}${body}`)
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
