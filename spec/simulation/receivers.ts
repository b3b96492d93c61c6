import { finalize, map, mergeMap, type MonoTypeOperatorFunction, Observable, type Subscription, tap } from 'rxjs'

import { paced, receive$ } from '../../lib/index.ts'
import type { Judge } from './judge.ts'
import type { Action, Taking, Throwing } from './plan.ts'
import { Planned, tolerate } from './planned.ts'
import type { Simulation } from './simulation.ts'
import { asText } from './witness.ts'

/** A projector that throws at every third message, and a teardown that always throws. */
function throwingPipeline(throws: Throwing, judge: Judge, end: { isOver: boolean }): MonoTypeOperatorFunction<string> {
  if (throws !== 'pipeline') return (source$) => source$
  let projected = 0
  return (source$) =>
    source$.pipe(
      map((text) => {
        if (++projected % 3 !== 0) return text
        judge.faults++
        end.isOver = true
        throw new Planned('a projector throws')
      }),
      finalize(() => {
        throw new Planned('a teardown throws')
      }),
    )
}

interface Receiver {
  readonly subscription: Subscription
  readonly leave: () => void
}

interface Pacer {
  readonly subscription: Subscription
  readonly waiting: () => number
  readonly mark: number
}

/** The subscribers to messages, some of which throw. All must get the same messages (guarantees 3, 9 and 10). */
export class Receivers {
  readonly #simulation: Simulation
  readonly #receivers = new Map<number, Receiver>()
  readonly #pacers = new Map<number, Pacer>()

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  receive({ id, taking, throws }: Action & { readonly _tag: 'Receive' }): void {
    if (this.#receivers.has(id)) return
    const { judge, deliveries } = this.#simulation
    const takesValues = taking === 'values' || taking === 'events'
    const all = takesValues ? deliveries.values : deliveries.texts
    // A subscriber that joins while a message is emitted does not get it.
    const joined = all.length + (!takesValues && deliveries.isHalfEmitted ? 1 : 0)
    let received = 0
    const over = { isOver: false }
    const subscription = this.#messages(taking)
      .pipe(throwingPipeline(throws, judge, over))
      .subscribe((text) => {
        const expected = all[joined + received++]
        judge.need(text === expected, 3, () => `receiver ${id} of ${taking} got ${text} in place of ${expected}`)
        if (throws === 'next' && received % 2 === 0) {
          judge.faults++
          throw new Planned('a subscriber throws')
        }
      })
    const leave = (): void => {
      // A subscriber that leaves while a message is emitted may have got it already.
      if (over.isOver) return
      const missing = Math.max(0, all.length - joined) - received
      const most = this.#simulation.core.isBusy ? 1 : 0
      judge.need(missing >= 0 && missing <= most, 3, () => `receiver ${id} of ${taking} missed ${missing} messages`)
      over.isOver = true
      tolerate(() => subscription.unsubscribe())
    }
    this.#receivers.set(id, { subscription, leave })
  }

  #messages(taking: Taking): Observable<string> {
    const { connection } = this.#simulation
    switch (taking) {
      case 'values':
        return connection.pipe(receive$())
      case 'texts':
        return connection.pipe(receive$({ binary: false }))
      case 'bytes':
        return connection.pipe(receive$({ binary: true }), map(asText))
      case 'events':
        return new Observable((subscriber) =>
          connection.subscribe((event) => {
            if (event._tag === 'Message') subscriber.next(event.value)
          }),
        )
    }
  }

  leave(id: number): void {
    this.#receivers.get(id)?.leave()
    this.#receivers.delete(id)
  }

  pace({ id, delay, work, mark, throws }: Action & { readonly _tag: 'Pace' }): void {
    if (this.#pacers.has(id)) return
    const { judge, others, connection, deliveries } = this.#simulation
    const joined = deliveries.values.length
    let waiting = 0
    let begun = 0
    const project = (text: string): Observable<never> => {
      waiting--
      const expected = deliveries.values[joined + begun++]
      judge.need(text === expected, 9, () => `pacer ${id} got ${text} in place of ${expected}`)
      if (throws && begun % 3 === 0) {
        judge.faults++
        throw new Planned('a projection throws')
      }
      return new Observable((subscriber) => others.after(work, () => subscriber.complete()))
    }
    const subscription = connection
      .pipe(
        receive$(),
        this.#delayed(delay),
        tap(() => waiting++),
        paced(connection, project, { highWaterMark: mark }),
      )
      .subscribe({ error: () => this.#pacers.delete(id) })
    this.#pacers.set(id, { subscription, waiting: () => waiting, mark })
  }

  /** Passes values on later: a pacer may then fill up or run empty without a sign of life from the peer. */
  #delayed(ms: number): MonoTypeOperatorFunction<string> {
    if (ms === 0) return (source$) => source$
    const { others } = this.#simulation
    return mergeMap(
      (text) =>
        new Observable<string>((subscriber) =>
          others.after(ms, () => {
            subscriber.next(text)
            subscriber.complete()
          }),
        ),
    )
  }

  unpace(id: number): void {
    this.#pacers.get(id)?.subscription.unsubscribe()
    this.#pacers.delete(id)
  }

  /** The connection is paused while a pacer is full, and only then. */
  check(): void {
    const { judge, witness, core, plan } = this.#simulation
    const wire = witness.last
    if (plan.settings.platform !== 'node' || wire === undefined || core.state._tag !== 'Open') return
    const pacers = [...this.#pacers.values()]
    const isFull = pacers.some(({ waiting, mark }) => waiting() > mark)
    const isFree = pacers.every(({ waiting, mark }) => waiting() < mark / 2)
    judge.need(!isFull || wire.isPaused, 9, () => 'a pacer is full and the connection reads on')
    judge.need(!isFree || !wire.isPaused, 9, () => 'no pacer is full and the connection is paused')
  }

  end(): void {
    for (const id of [...this.#receivers.keys()]) this.leave(id)
    for (const id of [...this.#pacers.keys()]) this.unpace(id)
  }
}
