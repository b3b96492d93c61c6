import { EMPTY, filter, fromEvent, interval, map, merge, type Observable, share, switchMap } from 'rxjs'

import { element } from './element.ts'
import type { Data, Wishes } from './pipeline.ts'

/** The actions that the controls of the page request. */
export function wishes(): Wishes {
  const words = element('#words', HTMLInputElement)
  const chatter = element('#chatter', HTMLInputElement)
  const encoder = new TextEncoder()

  const submitted$ = fromEvent(element('#message', HTMLFormElement), 'submit', (event: Event) => event.preventDefault())
  const every$ = fromEvent(chatter, 'change').pipe(switchMap(() => (chatter.checked ? interval(1_000) : EMPTY)))
  const text$ = merge(submitted$, every$).pipe(map(() => words.value))
  const binary$ = click$('#binary').pipe(map(() => encoder.encode(words.value)))

  return {
    start$: click$('#start'),
    restart$: click$('#restart'),
    stop$: click$('#stop'),
    message$: merge<Data[]>(text$, binary$).pipe(
      filter((data) => data.length > 0),
      share(),
    ),
  }
}

/** The clicks of a button, by mouse, touch or keyboard. */
export function click$(selector: string): Observable<Event> {
  return fromEvent(element(selector, HTMLButtonElement), 'click')
}
