import { from, type Observable } from 'rxjs'

import type { SessionEnd } from '../session-end.ts'
import { dismissed } from './dismissed.ts'
import type { StoredSession } from './session-store.ts'

/** Whether an end is as the store has it, so that no other process has had the session meanwhile. */
export function isCurrent<In, Out>({ taken, window }: SessionEnd<In, Out>, stored: StoredSession): boolean {
  return taken === stored.got && window.sent === stored.sent
}

/** The answer of a store. If it fails, the client may try again: it is not its fault. */
export function attempt$<T>(answer: Promise<T>): Observable<T> {
  return from(
    answer.catch(() => {
      throw dismissed(1013, 'the store of sessions does not answer')
    }),
  )
}
