import type { Left } from 'fp-ts/lib/Either.js'

import type { State } from '../../machine/state.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import { isRest } from '../../model/connection-state.ts'
import * as E from '../../model/either.ts'
import { withoutStack } from './without-stack.ts'

type Refusal = Left<ConnectionError>

/**
 * The results of messages that are not accepted. A flood of them must cost nothing: one period of fullness, and one time
 * of closing, is one error object and one Fault, whatever the number of messages.
 */
export class Refusals {
  readonly #name: string
  readonly #fault: (error: ConnectionError) => void
  #full: Refusal | undefined
  #notOpen: Refusal | undefined
  /** The state in which `#notOpen` was made. */
  #notOpenIn: State | undefined

  constructor(name: string, fault: (error: ConnectionError) => void) {
    this.#name = name
    this.#fault = fault
  }

  /** Whether a period of fullness lasts. */
  get isFull(): boolean {
    return this.#full !== undefined
  }

  /** There is no room: the first refusal begins a period of fullness. */
  full(): Refusal {
    return (this.#full ??= this.#publish(
      failure(
        'OutboxFull',
        this.#name,
        'message not sent: the outbox is full. Send less while pressure$ is high, use sendFrom, or raise outbox.limit and outbox.bytes.',
        {},
      ),
    ))
  }

  /** There is room again: the period of fullness is over. */
  endFullness(): void {
    this.#full = undefined
  }

  /**
   * No connection takes the message. At rest each message has an error of its own, unless it is volatile; only the
   * first of a rest has a stack, since taking a stack is most of the cost of a refusal.
   */
  notOpen(state: State, isVolatile: boolean): Refusal {
    const isShared = isVolatile || !isRest(state)
    if (isShared && this.#notOpen !== undefined && this.#notOpenIn === state) return this.#notOpen
    const isRepeated = this.#notOpen !== undefined && this.#notOpenIn === state
    const make = (): ConnectionError => notOpen(this.#name, state)
    const refusal = this.#publish(isRepeated ? withoutStack(make) : make())
    this.#notOpen = refusal
    this.#notOpenIn = state
    return refusal
  }

  #publish(error: ConnectionError): Refusal {
    this.#fault(error)
    return E.left(error) as Refusal
  }
}

/** The error of a message for which there is no connection. */
export function notOpen(name: string, state: State): ConnectionError {
  return failure('NotOpen', name, `message not sent: ${explain(state)}`, {})
}

function explain(state: State): string {
  if (isRest(state)) return 'the connection is not started. Subscribe to clientStart$(connection) first.'
  if ('afterClose' in state) return 'the connection is closing. Start it again, or send before clientStop$.'
  return 'it is volatile, and the connection is not open or its socket has ended.'
}
