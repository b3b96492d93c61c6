import type { Subscription } from 'rxjs'

import { sendFrom } from '../../lib/index.ts'
import type { Account } from './ledger.ts'
import type { Action, Iterating } from './plan.ts'
import { fail, isPlanned, Planned } from './planned.ts'
import type { Simulation } from './simulation.ts'

type Result = IteratorResult<string, undefined>

/** An iterator of some messages, and its end. */
class Messages {
  readonly #simulation: Simulation
  readonly #account: Account
  readonly #kind: Iterating
  readonly #count: number
  /** `Over`: exhausted, or it has thrown. */
  phase: 'Live' | 'Over' | 'Returned' = 'Live'

  constructor(simulation: Simulation, account: Account, kind: Iterating, count: number) {
    this.#simulation = simulation
    this.#account = account
    this.#kind = kind
    this.#count = count
  }

  get source(): Iterable<string> | AsyncIterable<string> {
    const next = (): Result | Promise<Result> => this.#next()
    const end = (): Result => this.#return()
    return this.#kind === 'plain'
      ? { [Symbol.iterator]: () => ({ next: next as () => Result, return: end }) }
      : { [Symbol.asyncIterator]: () => ({ next: () => next() as Promise<Result>, return: () => end() as never }) }
  }

  #next(): Result | Promise<Result> {
    const { judge, ledger } = this.#simulation
    const { given, name } = this.#account
    judge.need(this.phase === 'Live', 10, () => `${name}: next was called after its end`)
    if (given.length < this.#count) {
      const value = `${name}.${given.length}`
      ledger.give(this.#account, value)
      return { done: false, value }
    }
    this.phase = 'Over'
    if (this.#kind === 'next throws' || this.#kind === 'next rejects') judge.faults++
    if (this.#kind === 'next throws') fail('next throws')
    return this.#kind === 'next rejects'
      ? Promise.reject(new Planned('next rejects'))
      : { done: true, value: undefined }
  }

  #return(): Result {
    const { judge } = this.#simulation
    judge.need(this.phase === 'Live', 10, () => `${this.#account.name}: return was called after its end`)
    this.phase = 'Returned'
    if (this.#kind === 'return throws') {
      judge.faults++
      fail('return throws')
    }
    return { done: true, value: undefined }
  }
}

interface Puller {
  readonly account: Account
  readonly messages: Messages
  readonly subscription: Subscription
}

/** The users of `sendFrom`: iterators that are pulled while there is room. Some of them throw. */
export class Pullers {
  readonly #simulation: Simulation
  readonly #pullers = new Map<number, Puller>()
  /** Those whose subscriber has left, until their iterators have ended. */
  readonly #left: Puller[] = []
  #pulled = 0

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  /** Whether promise continuations may be due. */
  get isUsed(): boolean {
    return this.#pulled > 0
  }

  pull({ id, count, iterator }: Action & { readonly _tag: 'Pull' }): void {
    if (this.#pullers.has(id)) return
    const { connection, ledger, judge } = this.#simulation
    const account = ledger.open(`pull ${this.#pulled++}`, true)
    const messages = new Messages(this.#simulation, account, iterator, count)
    const ended = (isRight: boolean): void => {
      this.#pullers.delete(id)
      judge.need(messages.phase === 'Over', 2, () => `${account.name} ended, and its iterator did not`)
      judge.need(isRight, 10, () => `${account.name} ended as another kind of iterator should`)
      judge.need(account.answered === account.given.length, 2, () => `${account.name} ended before its answers`)
      account.phase = 'completed'
    }
    const subscription = sendFrom(connection, messages.source).subscribe({
      next: (result) => ledger.answered(account, result),
      complete: () => ended(!iterator.startsWith('next')),
      error: (error: unknown) => ended(iterator.startsWith('next') && isPlanned(error)),
    })
    this.#pullers.set(id, { account, messages, subscription })
  }

  unpull(id: number): void {
    const puller = this.#pullers.get(id)
    if (puller === undefined) return
    this.#pullers.delete(id)
    puller.subscription.unsubscribe()
    this.#simulation.ledger.withdrawn(puller.account)
    this.#left.push(puller)
  }

  /** Between turns, and after all promise continuations: an iterator whose subscriber has left is at its end. */
  check(): void {
    for (const { messages, account } of this.#left.splice(0)) {
      this.#simulation.judge.need(messages.phase !== 'Live', 10, () => `${account.name} was left without a return`)
    }
  }

  end(): void {
    for (const id of [...this.#pullers.keys()]) this.unpull(id)
  }
}
