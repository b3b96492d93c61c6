import type { Subscription } from 'rxjs'

import type { Connection } from '../../../lib/index.ts'
import * as E from '../../../lib/model/either.ts'
import { request, type RequestError } from '../../../lib/patterns/request/request.ts'
import type { Simulation } from '../simulation.ts'
import type { PatternSettings } from './action.ts'
import type { PatternWires } from './pattern-wires.ts'

interface Asked {
  readonly value: string
  id: string
  /** Time by which it must have a result, ms. */
  due: number
  isLive: boolean
  subscription: Subscription | undefined
}

type Result =
  { readonly _tag: 'Right'; readonly right: string } | { readonly _tag: 'Left'; readonly left: RequestError<string> }

/** The users of a `request`: check R1 and R3. */
export class Requesters {
  readonly #simulation: Simulation
  readonly #wires: PatternWires
  readonly #settings: PatternSettings
  readonly #call: (
    value: string,
  ) => ReturnType<ReturnType<typeof request<string, string, string, string, string, string>>>
  readonly #live = new Set<Asked>()
  readonly #byValue = new Map<string, Asked>()
  #count = 0

  constructor(
    simulation: Simulation,
    connection: Connection<string, string>,
    wires: PatternWires,
    settings: PatternSettings,
  ) {
    this.#simulation = simulation
    this.#wires = wires
    this.#settings = settings
    let ids = 0
    this.#call = request(connection, {
      ...settings,
      nextId: () => String(++ids),
      ask: (id: string, value: string) => {
        const asked = this.#byValue.get(value)
        if (asked !== undefined) asked.id = id
        return `ask ${id} ${value}`
      },
      idOf: (message) => /^(?:ok|no) (\d+)/.exec(message)?.[1],
      read: (message): E.Either<string, string> => {
        const [kind, , text = ''] = message.split(' ')
        return kind === 'ok' ? E.right(text) : E.left(text)
      },
      cancel: (id) => `cancel ${id}`,
    })
  }

  ask(): void {
    const { clock, judge } = this.#simulation
    const value = `v${++this.#count}`
    const asked: Asked = {
      value,
      id: '',
      due: clock.now() + this.#settings.timeout,
      isLive: true,
      subscription: undefined,
    }
    this.#live.add(asked)
    this.#byValue.set(value, asked)
    asked.subscription = this.#call(value).subscribe({
      next: (result) => this.#settled(asked, result),
      complete: () => judge.need(!asked.isLive, 'R1', () => `${value} completed without a result`),
      error: () => judge.violate('R1', `${value} errored`),
    })
  }

  leave(): void {
    // One whose `subscribe` has not returned cannot be left.
    const asked = [...this.#live].filter(({ subscription }) => subscription !== undefined).at(-1)
    if (asked !== undefined) this.#leave(asked)
  }

  replyLate(): void {
    const { witness, core, judge } = this.#simulation
    const former = [...witness.wires].reverse().find((wire) => wire !== witness.last || wire.phase === 'over')
    const asked = [...this.#live].at(-1)
    // The turn that ends the last socket may still run.
    if (former === undefined || asked === undefined || core.isBusy) return
    judge.faults++
    former.listener.received(`ok ${asked.id} ${asked.value}@${former.dial}`, false)
  }

  #leave(asked: Asked): void {
    this.#forget(asked)
    asked.subscription?.unsubscribe()
  }

  #forget(asked: Asked): void {
    asked.isLive = false
    this.#live.delete(asked)
    this.#byValue.delete(asked.value)
  }

  #settled(asked: Asked, result: Result): void {
    const { judge } = this.#simulation
    const { id, value } = asked
    const carriedBy = this.#wires.carriedBy.get(id)
    judge.need(asked.isLive, 'R1', () => `${value} has a second result, or one after its subscriber left`)
    this.#forget(asked)
    const tag = result._tag === 'Right' ? 'Right' : result.left._tag
    judge.trace.push([this.#simulation.clock.now(), `request ${id}: ${tag}`])
    const { left } = result as { readonly left?: RequestError<string> }
    const reply = result._tag === 'Right' ? result.right : left?._tag === 'Refused' ? left.refusal : undefined
    if (reply !== undefined) {
      judge.need(reply === `${value}@${carriedBy}`, 'R3', () => `${value}, sent in dial ${carriedBy}, got ${reply}`)
    } else {
      const isSent = tag === 'ReplyLost' || (tag === 'NotSent' ? false : carriedBy !== undefined)
      judge.need((carriedBy !== undefined) === isSent, 'R1', () => `${value} got ${tag}, which is not true`)
    }
    if (tag === 'Refused' || tag === 'ReplyTimedOut') judge.faults++
  }

  /** The computer slept, or the event loop was blocked. */
  delay(ms: number): void {
    for (const asked of this.#live) asked.due += ms
  }

  /** Between turns. */
  check(): void {
    const { judge, core, clock } = this.#simulation
    const { _tag } = core.published
    for (const { id, value, due } of this.#live) {
      judge.need(clock.now() <= due, 'R1', () => `${value} has no result after its timeout`)
      const carriedBy = this.#wires.carriedBy.get(id)
      if (carriedBy === undefined || _tag === 'Closing') continue
      const isCarried = _tag === 'Open' ? carriedBy === this.#wires.lastDial : this.#settings.resend
      judge.need(isCarried, 'R1', () => `${value}, sent in dial ${carriedBy}, is pending while ${_tag}`)
    }
  }

  end(): void {
    for (const asked of [...this.#live]) this.#leave(asked)
  }
}
