import { EMPTY, NEVER, Observable, of, take, tap, throwError } from 'rxjs'

import type { End, GreetingContext, Verdict } from '../../lib/index.ts'
import type { Random } from '../../lib/testing/faulty/random.ts'
import { ping } from './random-peer.ts'
import type { Simulation } from './simulation.ts'

/** The callbacks in the options of a connection: `url`, `greet` and `diagnose`. Some of them fail. */
export class UserCallbacks {
  readonly #simulation: Simulation
  readonly #random: Random
  /** Number of callbacks in flight. */
  running = 0
  pings = 0
  /** The subprotocol that the latest call of the function gave. */
  token: string | undefined
  /** The last value that the greeting of the latest dial emitted, or was about to. */
  emitted: unknown
  #tokens = 0
  #pinged = 0
  #greetings = 0

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

  /** The message of a heartbeat: each has a number. */
  readonly heartbeatMessage = (): string => {
    const { plan, witness, clock } = this.#simulation
    const { heartbeat } = plan.settings
    if (heartbeat !== false && 'message' in heartbeat && heartbeat.message === 'throwing' && this.#fails()) {
      // A peer that cannot be asked counts as alive.
      if (witness.last !== undefined) witness.last.aliveAt = witness.last.awakeAt = clock.now()
      throw new Error('no message')
    }
    return `${ping} ${++this.pings}`
  }

  /** Checks that the peer gets each number once. */
  pinged(text: string): void {
    this.#simulation.judge.need(
      text === `${ping} ${++this.#pinged}`,
      7,
      () => `pinged with ${text}, not ${this.#pinged}`,
    )
  }

  readonly protocols = (): ReadonlyArray<string> | Observable<ReadonlyArray<string>> => {
    const { protocols } = this.#simulation.plan.settings
    if (protocols === 'failing' && this.#fails()) {
      if (this.#random() < 0.3) throw new Error('no subprotocol')
      return this.#random() < 0.5 ? throwError(() => new Error('no subprotocol')) : this.#tracked(NEVER)
    }
    this.token = `secret.${++this.#tokens}`
    if (protocols === 'function') return [this.token]
    return this.#later([this.token])
  }

  readonly url = (): string | Observable<string> => {
    const address = 'ws://peer/?token=secret'
    const { url } = this.#simulation.plan.settings
    if (url === 'function') return address
    if (url === 'failing' && this.#fails()) {
      if (this.#random() < 0.3) throw new Error('no address')
      return this.#random() < 0.5 ? throwError(() => new Error('no address')) : this.#tracked(NEVER)
    }
    return this.#later(address)
  }

  #later<T>(value: T): Observable<T> {
    const delay = Math.floor(this.#random() * 20)
    const late$ = new Observable<T>((subscriber) =>
      this.#simulation.others.after(delay, () => {
        subscriber.next(value)
        subscriber.complete()
      }),
    )
    return this.#tracked(late$)
  }

  readonly greet = ({ receive$, send }: GreetingContext<string, string>): Observable<unknown> => {
    const { greet } = this.#simulation.plan.settings
    send('greeting')
    this.emitted = undefined
    if (greet === 'emitting') {
      this.emitted = `welcome ${++this.#greetings}`
      return of('wait', this.emitted)
    }
    if (greet === 'brief') return EMPTY
    if (greet === 'failing' && this.#fails()) {
      return this.#random() < 0.5 ? throwError(() => new Error('unfriendly')) : this.#tracked(NEVER)
    }
    if (this.#random() < 0.3) {
      this.emitted = 'at once'
      return of(this.emitted)
    }
    return this.#tracked(
      receive$.pipe(
        take(1),
        tap((text) => {
          this.emitted = text
          this.#simulation.deliveries.greeting(text)
        }),
      ),
    )
  }

  readonly diagnose = (end: End): Verdict => {
    this.#simulation.states.diagnosed(end)
    throw new Error('no idea')
  }
}
