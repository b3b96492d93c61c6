import { Observable } from 'rxjs'

import { callUser } from '../../../connection/run-user-code.ts'
import type { EndStore } from '../sending/stored-numbers.ts'
import type { SessionEnd } from '../session-end.ts'
import { dismissed } from './dismissed.ts'
import type { SessionStore, StoredSession } from './session-store.ts'

/** Whether an end is as the store has it, so that no other process has had the session meanwhile. */
export function isCurrent<In, Out>({ taken, window }: SessionEnd<In, Out>, stored: StoredSession): boolean {
  return taken === stored.got && window.sent === stored.sent
}

/** A store that a program has written: a function that throws rejects, and one of no use any more changes nothing. */
export class GuardedStore {
  readonly #store: SessionStore
  readonly #isHeld: (id: string) => boolean

  /** @param isHeld - whether this process goes on with a session */
  constructor(store: SessionStore, isHeld: (id: string) => boolean) {
    this.#store = store
    this.#isHeld = isHeld
  }

  create(id: string, user: string): Observable<void> {
    return this.#ask(id, async () => this.#store.create(id, user))
  }

  load(id: string, user: string, after: number): Observable<StoredSession | undefined> {
    return this.#ask(id, async () => this.#store.load(id, user, after))
  }

  /** The writes of one session. */
  endOf(id: string): EndStore {
    return {
      append: async (n, data) => this.#store.append(id, n, data),
      take: async (n, data) => this.#store.take(id, n, data),
    }
  }

  release(id: string): void {
    callUser(() => this.#store.release?.(id))
  }

  /** If the store fails, the client may try again: it is not its fault. */
  #ask<T>(id: string, ask: () => Promise<T>): Observable<T> {
    return new Observable((subscriber) => {
      ask().then(
        (answer) => {
          // The socket has ended meanwhile: nobody goes on with the session that the store has given to this process.
          if (subscriber.closed && !this.#isHeld(id)) this.release(id)
          subscriber.next(answer)
          subscriber.complete()
        },
        () => {
          subscriber.error(dismissed(1013, 'the store of sessions does not answer'))
        },
      )
    })
  }
}
