import type { Command } from '../../lib/machine/command.ts'
import type { Timed } from '../../lib/machine/input.ts'
import type { State } from '../../lib/machine/state.ts'
import type { Edge } from './explore.ts'

/** An input as the table of the state machine names it. */
export function inputName(input: Timed): string {
  return 'timer' in input ? `${input._tag} ${input.timer}` : input._tag
}

/** A command as the table names it, without what differs from one time to the next. */
export function commandName(command: Command): string {
  switch (command._tag) {
    case 'SetTimer':
      return `SetTimer ${command.timer}${command.delay === 0 ? ' 0' : ''}`
    case 'AwaitInput':
      return `AwaitInput ${command.timer}`
    case 'PublishState':
      return `PublishState ${command.state._tag}`
    case 'PublishFault':
      return command.error._tag === 'RetriesExhausted' ? 'PublishFault RetriesExhausted' : 'PublishFault'
    case 'SettleQueued':
      return command.cause === undefined ? 'SettleQueued NotOpen' : 'SettleQueued'
    case 'ResolveAddress':
    case 'DialSocket':
    case 'GreetPeer':
    case 'CloseSocket':
    case 'AbandonDial':
    case 'PingPeer':
    case 'ClearTimer':
    case 'FlushOutbox':
    case 'AwaitFlush':
    case 'SettleWritten':
      return command._tag
  }
}

/** What a state says beside its tag, in a word. */
function detail(state: State): string {
  switch (state._tag) {
    case 'Open':
      return state.probe._tag
    case 'Flushing':
    case 'AwaitingClose':
      return `then ${state.afterClose._tag}`
    case 'Closed':
    case 'Failed':
    case 'Idle':
    case 'Addressing':
    case 'Dialing':
    case 'Greeting':
    case 'Waiting':
      return ''
  }
}

/** The next state, with its detail where that is news. */
export function nextName({ from, step: [next] }: Edge): string {
  const news = detail(next)
  return news === '' || news === detail(from) ? next._tag : `${next._tag} (${news})`
}

/** What came of an input: the next state and the commands, as the table prints them. */
export function outcomeName(edge: Edge): string {
  const commands = edge.step[1].map((command) => `\`${commandName(command)}\``).join(', ')
  return `${nextName(edge)} | ${commands === '' ? 'none' : commands}`
}

/** Whether an input means something in a state: whether it changes or asks for anything. */
export function hasEffect({ from, step: [next, commands] }: Edge): boolean {
  return next !== from || commands.length > 0
}
