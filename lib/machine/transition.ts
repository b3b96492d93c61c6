import { connect, firstDial, nextDial, open, opened, wait } from './begin.ts'
import { closeDown, conclude, restAfterwards, shake } from './close-down.ts'
import type { Command } from './command.ts'
import { type ConnectionError, failure } from './connection-error.ts'
import { beat, probe } from './heartbeat.ts'
import type { Moment, Report, Request, Signal, Timed } from './input.ts'
import { lose, outageOf } from './lose.ts'
import type { Policy } from './policy.ts'
import type { ClosedState, ConnectingState, State, WaitingState } from './state.ts'
import { abandonDial, after, clearTimer, publish, settleQueued, stay, type Step } from './step.ts'

/**
 * What a connection does next: the whole of its behaviour, as data. Total and pure. An input that means nothing in a
 * state leaves it as it is, and what a former dial says (another `epoch`) means nothing anywhere.
 */
export function transition(policy: Policy): (state: State, input: Timed) => Step {
  return (state, input) => {
    switch (input._tag) {
      case 'Start':
        return start(policy, state, input)
      case 'Stop':
        return stop(policy, state, input)
      case 'Restart':
        return restart(policy, state, input)
      case 'Elapsed':
        return elapsed(policy, state, input)
      case 'Wake':
        if (state._tag === 'Waiting') return dialNow(policy, state)
        return state._tag === 'Open' ? probe(policy, state, input) : stay(state)
      default:
        return input.epoch === state.epoch ? reported(policy, state, input) : stay(state)
    }
  }
}

function start(policy: Policy, state: State, moment: Moment): Step {
  switch (state._tag) {
    case 'Idle':
      return connect(policy, state.epoch, firstDial)
    case 'Closed':
    case 'Failed':
      return state.memory._tag === 'Fresh'
        ? connect(policy, state.epoch, firstDial)
        : wait(policy, state.epoch, state.memory, state.memory.cause, moment)
    case 'Flushing':
    case 'Shaking':
      return stay(state.sequel._tag === 'Rest' ? { ...state, sequel: { _tag: 'Start' } } : state)
    case 'Addressing':
    case 'Dialing':
    case 'Greeting':
    case 'Open':
    case 'Waiting':
      return stay(state)
  }
}

function stop(policy: Policy, state: State, { code, reason }: Request & { readonly _tag: 'Stop' }): Step {
  switch (state._tag) {
    case 'Addressing':
    case 'Dialing':
    case 'Greeting':
      return abandoned(state, [abandonDial, clearTimer('connect')])
    case 'Waiting':
      return abandoned(state, [clearTimer('retry')])
    case 'Open':
      return closeDown(policy, state, code, reason, { _tag: 'Rest' })
    case 'Flushing':
    case 'Shaking':
      return restAfterwards(state)
    case 'Idle':
    case 'Closed':
    case 'Failed':
      return stay(state)
  }
}

/** Nobody was there to be told a code: 1006, as RFC 6455 section 7.1.5 has it. */
function abandoned({ epoch }: ConnectingState | WaitingState, release: ReadonlyArray<Command>): Step {
  const closed: ClosedState = {
    _tag: 'Closed',
    epoch,
    code: 1006,
    reason: '',
    wasClean: false,
    memory: { _tag: 'Fresh' },
  }
  return [closed, [...release, settleQueued(undefined), publish(closed)]]
}

function restart(policy: Policy, state: State, { at }: Moment): Step {
  switch (state._tag) {
    case 'Waiting':
      return dialNow(policy, state)
    case 'Open': {
      const { attempt, refresh } = outageOf(policy, state, at)
      return closeDown(policy, state, 1000, '', { _tag: 'Redial', attempt, refresh })
    }
    case 'Idle':
    case 'Addressing':
    case 'Dialing':
    case 'Greeting':
    case 'Flushing':
    case 'Shaking':
    case 'Closed':
    case 'Failed':
      return stay(state)
  }
}

function dialNow(policy: Policy, state: WaitingState): Step {
  return after([clearTimer('retry')], connect(policy, state.epoch, nextDial(state)))
}

function elapsed(policy: Policy, state: State, input: Timed<Signal & { readonly _tag: 'Elapsed' }>): Step {
  switch (input.timer) {
    case 'connect': {
      if (!isConnecting(state)) return stay(state)
      const what = `not open within ${policy.connectTimeout} ms`
      return lose(policy, state, failure('ConnectTimedOut', policy.name, what, {}), input)
    }
    case 'retry':
      return state._tag === 'Waiting' ? dialNow(policy, state) : stay(state)
    case 'heartbeat':
      return state._tag === 'Open' && policy.heartbeat !== false
        ? beat(policy, policy.heartbeat, state, input, input.heard)
        : stay(state)
    case 'close': {
      if (state._tag === 'Flushing') return shake(policy, state)
      if (state._tag !== 'Shaking') return stay(state)
      const error = lost(policy, 1006, '', undefined, 'the peer did not answer the closing handshake')
      return conclude(policy, state, { code: 1006, reason: '', wasClean: false, error })
    }
  }
}

function reported(policy: Policy, state: State, input: Timed<Report>): Step {
  switch (input._tag) {
    case 'Addressed':
      return state._tag === 'Addressing' ? [{ ...state, _tag: 'Dialing' }, [{ _tag: 'DialSocket' }]] : stay(state)
    case 'Opened':
      return state._tag === 'Dialing' ? opened(policy, state, input.handshake, input.at) : stay(state)
    case 'Greeted':
      return state._tag === 'Greeting' ? open(policy, state, input.at) : stay(state)
    case 'Flushed':
      return state._tag === 'Flushing' ? shake(policy, state) : stay(state)
    case 'Errored':
      if (isConnecting(state) || state._tag === 'Open') return lose(policy, state, input.error, input)
      if (!isClosing(state)) return stay(state)
      return conclude(policy, state, { code: 1006, reason: '', wasClean: false, error: input.error })
    case 'Ended': {
      const { code, reason, wasClean, cause } = input
      const error = lost(policy, code, reason, cause)
      if (isConnecting(state) || state._tag === 'Open') return lose(policy, state, error, input, wasClean)
      if (!isClosing(state)) return stay(state)
      return conclude(policy, state, { code, reason, wasClean, error: wasClean ? undefined : error })
    }
  }
}

function lost(policy: Policy, code: number, reason: string, cause: unknown, what = ending(code)): ConnectionError {
  return failure('ConnectionLost', policy.name, what, { code, reason }, cause)
}

/** The peer's reason is its own text and may hold anything, so it stays out of the message. */
function ending(code: number): string {
  return code === 1006 ? 'lost without a closing handshake (1006)' : `closed by the peer (${code})`
}

function isConnecting(state: State): state is ConnectingState {
  return state._tag === 'Addressing' || state._tag === 'Dialing' || state._tag === 'Greeting'
}

function isClosing(state: State): state is State & { readonly _tag: 'Flushing' | 'Shaking' } {
  return state._tag === 'Flushing' || state._tag === 'Shaking'
}
