import type { Observable, Subscription } from 'rxjs'

import type { Connection, ConnectionError } from '../../../lib/index.ts'
import { topics } from '../../../lib/patterns/topics/topics.ts'
import type { Simulation } from '../simulation.ts'
import type { PatternWires } from './pattern-wires.ts'

interface Follower {
  readonly key: string
  isOver: boolean
  subscription: Subscription | undefined
}

/** The subscribers of topics. Each gets the messages of its key, once and in order (T2). */
export class Followers {
  readonly #simulation: Simulation
  readonly #wires: PatternWires
  readonly #topic: (key: string) => Observable<string>
  readonly #followers = new Map<number, Follower>()

  constructor(simulation: Simulation, connection: Connection<string, string>, wires: PatternWires) {
    this.#simulation = simulation
    this.#wires = wires
    wires.liveKeys = () => this.#keys
    this.#topic = topics(connection, {
      keyOf: (message) => /^(\w):/.exec(message)?.[1],
      subscribe: (keys: ReadonlyArray<string>) => `sub ${keys.join()}`,
      unsubscribe: (keys) => `unsub ${keys.join()}`,
      isLast: (message) => message.endsWith(' end'),
    })
  }

  get #keys(): ReadonlySet<string> {
    return new Set([...this.#followers.values()].filter(({ isOver }) => !isOver).map(({ key }) => key))
  }

  join(id: number, key: string): void {
    if (this.#followers.get(id)?.isOver === false) return
    const { judge } = this.#simulation
    const follower: Follower = { key, isOver: false, subscription: undefined }
    this.#followers.set(id, follower)
    let last = -1
    let lastDial = -1
    let isLast = false
    follower.subscription = this.#topic(key).subscribe({
      next: (text) => {
        const [, of, dial, number, end] = /^(\w):(\d+)\.(\d+)( end)?$/.exec(text) ?? []
        judge.need(of === key, 'topics', () => `${key} got ${text}`)
        const isNext = Number(dial) > lastDial || (Number(dial) === lastDial && Number(number) > last)
        judge.need(isNext && !isLast, 'topics', () => `${key} got ${text} after ${lastDial}.${last}`)
        last = Number(number)
        lastDial = Number(dial)
        isLast = end !== undefined
      },
      complete: () => {
        follower.isOver = true
        judge.need(isLast, 'topics', () => `${key} completed, and the peer did not end it`)
      },
      error: ({ _tag }: ConnectionError) => {
        follower.isOver = true
        judge.need(_tag === 'OutboxFull', 'topics', () => `${key} errored with ${_tag}`)
      },
    })
  }

  leave(id: number): void {
    const follower = this.#followers.get(id)
    if (follower === undefined) return
    follower.isOver = true
    follower.subscription?.unsubscribe()
  }

  /** Between turns, when the changes of the last turn have been sent. */
  check(): void {
    const { judge, core, plan } = this.#simulation
    if (core.state._tag !== 'Open') return
    const { held } = this.#wires
    const live = this.#keys
    // An outbox without room keeps an unsubscription back.
    const isFull = plan.settings.outbox.bytes < 1 << 20
    const isEqual = [...live].every((key) => held.has(key)) && (isFull || held.size === live.size)
    const what = (): string => `the peer is subscribed to ${[...held].join()}, subscribers are of ${[...live].join()}`
    judge.need(isEqual, 'T2', what)
  }

  end(): void {
    for (const id of this.#followers.keys()) this.leave(id)
  }
}
