import { EMPTY, NEVER, Observable, of, take, tap, throwError } from 'rxjs'

import type { End, GreetingContext, Verdict } from '../../lib/index.ts'
import type { Random } from '../../lib/testing/faulty/random.ts'
import type { Simulation } from './simulation.ts'

/** The callbacks in the options of a connection: `url`, `greet` and `diagnose`. Some of them fail. */
export class UserCallbacks {
  readonly #simulation: Simulation
  readonly #random: Random
  /** Number of callbacks in flight. */
  running = 0

  constructor(simulation: Simulation, random: Random) {
    this.#simulation = simulation
    this.#random = random
  }

  #fails(): boolean {
    if (this.#random() >= 0.2) return false
    this.#simulation.judge.faults++
    return true
  }

  #tracked<T>(source$: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      this.running++
      subscriber.add(() => {
        this.running--
      })
      return source$.subscribe(subscriber)
    })
  }

  readonly url = (): string | Observable<string> => {
    const address = 'ws://peer/?token=secret'
    const { url } = this.#simulation.plan.settings
    if (url === 'function') return address
    if (url === 'failing' && this.#fails()) {
      if (this.#random() < 0.3) throw new Error('no address')
      return this.#random() < 0.5 ? throwError(() => new Error('no address')) : this.#tracked(NEVER)
    }
    const delay = Math.floor(this.#random() * 20)
    const late$ = new Observable<string>((subscriber) =>
      this.#simulation.others.after(delay, () => {
        subscriber.next(address)
        subscriber.complete()
      }),
    )
    return this.#tracked(late$)
  }

  readonly greet = ({ receive$, send }: GreetingContext<string, string>): Observable<unknown> => {
    const { greet } = this.#simulation.plan.settings
    send('greeting')
    if (greet === 'brief') return EMPTY
    if (greet === 'failing' && this.#fails()) {
      return this.#random() < 0.5 ? throwError(() => new Error('unfriendly')) : this.#tracked(NEVER)
    }
    if (this.#random() < 0.3) return of('at once')
    return this.#tracked(
      receive$.pipe(
        take(1),
        tap((text) => this.#simulation.deliveries.greeting(text)),
      ),
    )
  }

  readonly diagnose = (end: End): Verdict => {
    this.#simulation.states.diagnosed(end)
    throw new Error('no idea')
  }
}
