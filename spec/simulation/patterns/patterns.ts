import { of } from 'rxjs'

import { send } from '../../../lib/index.ts'
import type { Simulation } from '../simulation.ts'
import type { PatternAction } from './action.ts'
import { counted, type CountedConnection } from './counted-connection.ts'
import { drawPatternSettings } from './draw-patterns.ts'
import { Followers } from './followers.ts'
import { Requesters } from './requesters.ts'

/** The part of the application that uses requests and topics. */
export class Patterns {
  readonly #simulation: Simulation
  readonly #requesters: Requesters
  readonly #followers: Followers
  #queued = 0
  readonly #counted: CountedConnection
  #isOver = false

  constructor(simulation: Simulation) {
    const { connection, patternWires, plan } = simulation
    this.#simulation = simulation
    this.#counted = counted(connection)
    const handle = this.#counted.connection
    this.#requesters = new Requesters(simulation, handle, patternWires, drawPatternSettings(plan.seed))
    this.#followers = new Followers(simulation, handle, patternWires)
    connection.subscribe((event) => {
      if (event._tag === 'Open') patternWires.opened()
    })
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
    // Such a message waits for the next `Open`, also in the middle of a turn.
    const isComing = core.published._tag === 'Connecting' || core.published._tag === 'Waiting'
    if (isComing) of(`queued ${++this.#queued}`).pipe(send(connection)).subscribe()
  }

  delay(ms: number): void {
    this.#requesters.delay(ms)
  }

  /** @param isSettled - whether time has passed since the last action, so that its turn is over */
  check(isSettled: boolean): void {
    this.#requesters.check()
    if (isSettled) this.#followers.check()
    if (!this.#isOver) return
    const left = this.#counted.subscriptions()
    this.#simulation.judge.need(left === 0, 6, () => `requests and topics left ${left} subscription(s)`)
  }

  end(): void {
    this.#isOver = true
    this.#requesters.end()
    this.#followers.end()
  }
}
