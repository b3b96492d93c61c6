import type { ConnectionError } from '../model/connection-error.ts'
import type { Command } from './command.ts'
import type { TimerName } from './input.ts'
import { type State, toPublished } from './state.ts'

/** The result of an input: the next state, and the commands to carry out in this order. */
export type Step = readonly [State, ReadonlyArray<Command>]

/** The input has no meaning in this state. */
export function stay(state: State): Step {
  return [state, []]
}

/** Prepends commands to those of a step. */
export function prepend(commands: ReadonlyArray<Command>, [state, rest]: Step): Step {
  return [state, [...commands, ...rest]]
}

export const abandonDial: Command = { _tag: 'AbandonDial' }

export const pingPeer: Command = { _tag: 'PingPeer' }

export const publish = (state: State): Command => ({ _tag: 'PublishState', state: toPublished(state) })

export const fault = (error: ConnectionError): Command => ({ _tag: 'PublishFault', error })

export const setTimer = (timer: TimerName, delay: number): Command => ({ _tag: 'SetTimer', timer, delay })

export const clearTimer: Command = { _tag: 'ClearTimer' }

export const awaitInput = (timer: TimerName): Command => ({ _tag: 'AwaitInput', timer })

export const settleWritten = (cause: ConnectionError | undefined): Command => ({ _tag: 'SettleWritten', cause })

export const settleQueued = (cause: ConnectionError | undefined): Command => ({ _tag: 'SettleQueued', cause })
