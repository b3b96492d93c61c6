import type { Command } from '../../lib/machine/command.ts'
import type { Input, Moment, TimerName } from '../../lib/machine/input.ts'
import type { Policy } from '../../lib/machine/policy.ts'
import { initial } from '../../lib/machine/state.ts'
import type { Step } from '../../lib/machine/step.ts'
import { transition } from '../../lib/machine/transition.ts'
import type { ConnectionError } from '../../lib/model/connection-error.ts'
import { basePolicy } from './explore.ts'

export const handshake = { url: 'ws://peer/', protocol: '', extensions: '' }

/** Inputs, each with the epoch of the first dial unless told otherwise. */
export const start: Input = { _tag: 'Start' }
export const restart: Input = { _tag: 'Restart', code: 1000, reason: '' }
export const redial: Input = { _tag: 'Redial' }
export const wake: Input = { _tag: 'Wake' }
export const stop = (code = 1000, reason = ''): Input => ({ _tag: 'Stop', code, reason })
export const addressed = (epoch = 1): Input => ({ _tag: 'Addressed', epoch })
export const opened = (epoch = 1): Input => ({ _tag: 'Opened', epoch, handshake })
export const greeted = (epoch = 1): Input => ({ _tag: 'Greeted', epoch })
export const flushed = (epoch = 1): Input => ({ _tag: 'Flushed', epoch })
export const errored = (error: ConnectionError, epoch = 1): Input => ({ _tag: 'Errored', epoch, error })
export const elapsed = (timer: TimerName, aliveAt?: number): Input => ({ _tag: 'Elapsed', timer, aliveAt })
export const overdue = (timer: TimerName, aliveAt?: number): Input => ({ _tag: 'Overdue', timer, aliveAt })
export const ended = (code: number, epoch = 1): Input => ({
  _tag: 'Ended',
  epoch,
  code,
  reason: '',
  wasClean: code !== 1006,
})

/** A dial from its start to `Open`, without a greeting. */
export const dialed = (epoch = 1): ReadonlyArray<Input> => [addressed(epoch), opened(epoch)]

/** An input at a moment of its own. Those without one happen at 0. */
export const at = (time: number, input: Input, draw = 0): Input & Moment => ({ ...input, at: time, wall: time, draw })

/** `basePolicy` without a greeting, and with what else is wanted. */
export const policyWith = (fields: Partial<Policy>): Policy => ({ ...basePolicy, hasGreeting: false, ...fields })

/** Plays inputs from `initial` and answers what the last one led to. */
export function play(policy: Policy, ...inputs: ReadonlyArray<Input | (Input & Moment)>): Step {
  let step: Step = [initial, []]
  for (const input of inputs) step = transition(policy)(step[0], { at: 0, wall: 0, draw: 0, ...input })
  return step
}

/** The tags of commands, for the order in which they come. */
export const tags = (commands: ReadonlyArray<Command>): ReadonlyArray<string> => commands.map(({ _tag }) => _tag)

/** What subscribers are told by commands: tags of states and faults, in order. */
export const told = (commands: ReadonlyArray<Command>): ReadonlyArray<string> =>
  commands.flatMap((command) => {
    if (command._tag === 'PublishState') return [command.state._tag]
    return command._tag === 'PublishFault' ? [`Fault ${command.error._tag}`] : []
  })
