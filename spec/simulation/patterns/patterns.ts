import { of } from 'rxjs'

import type { SubscriberList } from '../../../lib/connection/subscriber-list.ts'
import { send } from '../../../lib/index.ts'
import type { Simulation } from '../simulation.ts'
import type { PatternAction } from './action.ts'
import { drawPatternSettings } from './draw-patterns.ts'
import { Followers } from './followers.ts'
import { Requesters } from './requesters.ts'

/** The part of the application that uses requests and topics. */
export class Patterns {
  readonly #simulation: Simulation
  readonly #requesters: Requesters
  readonly #followers: Followers
  #queued = 0
  /** Subscribers of the connection without requests and topics, once everybody else has left. */
  readonly #others: number
  #isOver = false

  constructor(simulation: Simulation) {
    const { connection, patternWires, plan } = simulation
    this.#simulation = simulation
    this.#requesters = new Requesters(simulation, patternWires, drawPatternSettings(plan.seed))
    this.#followers = new Followers(simulation, patternWires)
    connection.subscribe((event) => {
      if (event._tag === 'Open') patternWires.opened()
    })
    this.#others = this.#subscribers
  }

  get #subscribers(): number {
    const { lifecycle, values } = this.#simulation.core.channels
    return countOf(lifecycle) + countOf(values)
  }

  perform(act: PatternAction): void {
    switch (act._tag) {
      case 'Ask':
        return this.#requesters.ask()
      case 'LeaveRequest':
        return this.#requesters.leave()
      case 'LateReply':
        return this.#requesters.replyLate()
      case 'Join':
        return this.#followers.join(act.id, act.key)
      case 'LeaveTopic':
        return this.#followers.leave(act.id)
      case 'Queue':
        return this.#queue()
    }
  }

  #queue(): void {
    const { connection, core } = this.#simulation
    const isComing = core.published._tag === 'Connecting' || core.published._tag === 'Waiting'
    if (isComing && !core.isBusy) of(`queued ${++this.#queued}`).pipe(send(connection)).subscribe()
  }

  delay(ms: number): void {
    this.#requesters.delay(ms)
  }

  /** @param isSettled - whether time has passed since the last action, so that its turn is over */
  check(isSettled: boolean): void {
    this.#requesters.check()
    if (isSettled) this.#followers.check()
    if (!this.#isOver) return
    const left = this.#subscribers - this.#others
    this.#simulation.judge.need(left === 0, 6, () => `requests and topics left ${left} subscription(s)`)
  }

  end(): void {
    this.#isOver = true
    this.#requesters.end()
    this.#followers.end()
  }
}

function countOf(list: SubscriberList<never> | undefined): number {
  let count = 0
  for (let one = list?.first; one !== undefined; one = one.next) count++
  return count
}
