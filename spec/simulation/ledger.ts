import type { Either } from 'fp-ts/lib/Either.js'

import type { ConnectionError, ConnectionState } from '../../lib/index.ts'
import type { Judge } from './judge.ts'
import type { Wire } from './witness.ts'

/** A message that was given to `send`. */
interface Given {
  readonly text: string
  /** Sent on seeing `Open`: it precedes the queued messages. */
  readonly isFirst: boolean
  /** The only dial that may carry it. `undefined`: any. */
  readonly only: number | undefined
  wire: Wire | undefined
  isDone: boolean
  isWithdrawn: boolean
  /** `Right`, or the tag of the error. */
  result: string | undefined
}

/** One subscription of `send`. */
export interface Account {
  readonly name: string
  readonly given: Given[]
  /** Its source can wait, so its last message need not be answered at rest. */
  readonly canWait: boolean
  answered: number
  phase: 'live' | 'finished' | 'completed' | 'withdrawn'
}

/** Records sent messages and their results: guarantee 2, as far as it is visible from outside. */
export class Ledger {
  readonly #judge: Judge
  readonly #published: () => ConnectionState
  readonly #messages = new Map<string, Given>()
  readonly #accounts = new Set<Account>()
  /** The errors of all `Left`s. */
  readonly lefts = new Set<ConnectionError>()
  opens = 0

  constructor(judge: Judge, published: () => ConnectionState) {
    this.#judge = judge
    this.#published = published
  }

  open(name: string, canWait = false): Account {
    const account: Account = { name, given: [], canWait, answered: 0, phase: 'live' }
    this.#accounts.add(account)
    return account
  }

  /** Records a message right before it is given to `send`. */
  give(
    account: Account,
    text: string,
    { isFirst = false, only }: Pick<Partial<Given>, 'isFirst' | 'only'> = {},
  ): Given {
    const message: Given = {
      text,
      isFirst,
      only,
      wire: undefined,
      isDone: false,
      isWithdrawn: false,
      result: undefined,
    }
    account.given.push(message)
    this.#messages.set(text, message)
    return message
  }

  written(wire: Wire, text: string): void {
    const message = this.#messages.get(text)
    if (message === undefined) return
    const { _tag } = this.#published()
    this.#judge.need(_tag === 'Open' || _tag === 'Closing', 2, () => `${text} left while ${_tag} was published`)
    this.#judge.need(message.wire === undefined, 2, () => `${text} was written twice`)
    this.#judge.need(message.result === undefined, 2, () => `${text} left after it was answered ${message.result}`)
    this.#judge.need(!message.isWithdrawn, 2, () => `${text} left after it was withdrawn`)
    const isElsewhere = message.only !== undefined && message.only !== wire.dial
    this.#judge.need(!isElsewhere, 2, () => `${text} is volatile and left in dial ${wire.dial}, not in ${message.only}`)
    const early = message.isFirst ? [...this.#messages.values()].find((other) => other.wire === wire) : undefined
    this.#judge.need(early === undefined, 2, () => `${early?.text} overtook ${text}, which was sent on seeing Open`)
    message.wire = wire
  }

  done(text: string): void {
    const message = this.#messages.get(text)
    if (message !== undefined) message.isDone = true
  }

  answered(account: Account, result: Either<ConnectionError, string>): void {
    const message = account.given[account.answered++]
    const tag = result._tag === 'Right' ? 'Right' : result.left._tag
    if (message === undefined) {
      this.#judge.violate(2, `${account.name} was answered ${tag} and had nothing unanswered`)
      return
    }
    const { text } = message
    message.result = tag
    if (result._tag === 'Right') {
      this.#judge.need(
        result.right === text,
        2,
        () => `${account.name}: ${result.right} was answered in place of ${text}`,
      )
      this.#judge.need(message.isDone, 2, () => `${text} was answered Right and was not handed over`)
      return
    }
    this.lefts.add(result.left)
    const isUncertain = tag === 'SendUncertain'
    this.#judge.need(
      (message.wire !== undefined) === isUncertain,
      2,
      () => `${text} was answered ${tag}, which is not true`,
    )
    this.#judge.need(!message.isDone, 2, () => `${text} was handed over and answered ${tag}`)
  }

  withdrawn(account: Account): void {
    account.phase = 'withdrawn'
    this.#accounts.delete(account)
    for (const message of account.given) {
      if (message.wire === undefined) message.isWithdrawn = true
    }
  }

  /** At rest every message is answered, and every finished `send` has completed. */
  atRest(): void {
    for (const account of this.#accounts) {
      const { name, given, answered, phase, canWait } = account
      const missing = given.length - answered
      this.#judge.need(
        missing === 0 || (canWait && missing === 1),
        2,
        () => `${name}: ${missing} message(s) unanswered at rest`,
      )
      this.#judge.need(phase !== 'finished', 2, () => `${name}: not completed though everything is answered`)
      if (phase === 'completed') this.#accounts.delete(account)
    }
  }
}
