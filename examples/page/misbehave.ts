import { catchError, concatMap, EMPTY, from, fromEvent, map, merge, type Observable, startWith, tap } from 'rxjs'

import type { Behaviour } from './behaviour.ts'
import { click$ } from './controls.ts'
import { element } from './element.ts'

/** Sends the selected behaviour to the server by HTTP, now and at every change of a switch. */
export function misbehave(): Observable<unknown> {
  const form = element('#behaviour', HTMLFormElement)
  const code = element('#code', HTMLSelectElement)
  const changed$ = fromEvent(form, 'change').pipe(
    startWith(undefined),
    map(() => ['/behave', behaviour(new FormData(form))] as const),
  )
  const dropped$ = click$('#drop').pipe(map(() => ['/drop', null] as const))
  const closed$ = click$('#close').pipe(map(() => ['/close', Number(code.value)] as const))
  return merge(changed$, dropped$, closed$).pipe(concatMap(([path, wish]) => tell$(path, wish)))
}

function behaviour(form: FormData): Behaviour {
  const read = (name: string): unknown => JSON.parse(form.get(name) as string)
  return { handshake: read('handshake') as Behaviour['handshake'], delay: read('delay') as Behaviour['delay'] }
}

function tell$(path: string, wish: unknown): Observable<unknown> {
  const unreachable = element('#unreachable', HTMLElement)
  const headers = { 'content-type': 'application/json' }
  return from(fetch(path, { method: 'POST', headers, body: JSON.stringify(wish) })).pipe(
    tap({
      next: () => (unreachable.hidden = true),
      error: () => (unreachable.hidden = false),
    }),
    catchError(() => EMPTY),
  )
}
