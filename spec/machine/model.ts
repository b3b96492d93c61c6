import { isDeepStrictEqual } from 'node:util'

import { expect } from 'chai'

import type { Command } from '../../lib/machine/command.ts'
import type { Input, TimerName } from '../../lib/machine/input.ts'
import type { Policy } from '../../lib/machine/policy.ts'
import { initial, type State, toPublished } from '../../lib/machine/state.ts'
import { transition } from '../../lib/machine/transition.ts'
import { type ConnectionError, failure } from '../../lib/model/connection-error.ts'
import { type ConnectionState, isRest } from '../../lib/model/connection-state.ts'
import { timersOf } from './timers-of.ts'

/** How a message was answered. */
export type Answer = 'Sent' | ConnectionError

interface Dial {
  readonly epoch: number
  socket: 'None' | 'Live' | 'Hanging up'
  /** Whether `Flushed` is to be said once nothing is being written. */
  flushes: boolean
}

/**
 * Carries commands out on plain data, as the interpreter does on sockets and timers, and expects at every command and
 * after every input what has to hold at all times.
 */
export class Model {
  readonly policy: Policy
  state: State = initial
  published: ConnectionState = toPublished(initial)
  /** Elapsed time, ms. */
  now = 0
  /** By which the time of day differs from it. */
  wallOffset = 0
  dial: Dial | undefined
  readonly timers = new Map<TimerName, number>()
  /** The timer that fired and awaits unread input. */
  unread: TimerName | undefined
  readonly states: ConnectionState[] = []
  readonly faults: ConnectionError[] = []
  readonly answers = new Map<number, Answer>()
  accepted = 0
  queued: number[] = []
  written: number[] = []
  /** Faults since the last published state. */
  #fresh: ConnectionError[] = []
  /** The highest attempt that this run may come to. */
  #lastAttempt: number | undefined

  constructor(policy: Policy) {
    this.policy = policy
  }

  /** Gives the machine an input, and looks at what it made of it. */
  take(input: Input, draw = 0): void {
    const [state, commands] = transition(this.policy)(this.state, {
      ...input,
      at: this.now,
      wall: this.now + this.wallOffset,
      draw,
    })
    this.state = state
    for (const [index, command] of commands.entries()) this.#carryOut(command, commands.slice(index + 1))
    // Comparisons first: `expect` takes ten times as long, and these hold hundreds of thousands of times.
    const published = toPublished(state)
    if (!isDeepStrictEqual(this.published, published))
      expect(this.published, `published after ${input._tag}`).to.deep.equal(published)
    const timers = [...this.timers.keys(), ...(this.unread ? [this.unread] : [])]
    const expected = state._tag === 'Open' && this.policy.heartbeat === false ? [] : timersOf[state._tag]
    if (!isDeepStrictEqual(timers, expected)) expect(timers, `timers in ${state._tag}`).to.deep.equal(expected)
    if (!isRest(state)) return
    expect(this.dial, 'a dial at rest').to.equal(undefined)
    expect(this.answers.size, 'every message is answered at rest').to.equal(this.accepted)
  }

  /** Lets a timer fire, `late` ms after its time. With `reads`, input is read at once if the machine awaits it. */
  elapse(timer: TimerName, late = 0, isAlive = false, reads = true): void {
    if (this.unread === timer) {
      this.overdue(isAlive)
      return
    }
    const due = this.timers.get(timer)
    if (due === undefined) return
    this.timers.delete(timer)
    this.now = Math.max(this.now, due) + late
    this.take({ _tag: 'Elapsed', timer, aliveAt: isAlive ? this.now : undefined })
    if (reads) this.overdue(isAlive)
  }

  /** All input that had arrived when the timer fired has been read. */
  overdue(isAlive = false): void {
    const timer = this.unread
    if (timer === undefined) return
    this.unread = undefined
    this.take({ _tag: 'Overdue', timer, aliveAt: isAlive ? this.now : undefined })
  }

  /** A message of a user's. */
  send(): void {
    const id = this.accepted++
    const { state } = this
    if (state._tag === 'Open') this.written.push(id)
    else if (isRest(state) || ('afterClose' in state && state.afterClose._tag === 'Rest'))
      this.#answer(id, this.#notOpen())
    else this.queued.push(id)
  }

  /** The message that was handed to the socket first has left. */
  wrote(): void {
    const id = this.written.shift()
    if (id !== undefined) this.#answer(id, 'Sent')
    this.#reportFlushed()
  }

  #answer(id: number, answer: Answer): void {
    expect(this.answers.has(id), `message ${id} is answered twice`).to.equal(false)
    this.answers.set(id, answer)
  }

  #notOpen(): ConnectionError {
    return failure('NotOpen', this.policy.name, 'not open', {})
  }

  /** No state has two timers. */
  #clearTimers(): void {
    this.timers.clear()
    this.unread = undefined
  }

  #reportFlushed(): void {
    if (this.dial?.flushes !== true || this.written.length > 0) return
    this.dial.flushes = false
    this.take({ _tag: 'Flushed', epoch: this.dial.epoch })
  }

  #carryOut(command: Command, later: ReadonlyArray<Command>): void {
    switch (command._tag) {
      case 'ResolveAddress':
        expect(this.dial, 'a second dial').to.equal(undefined)
        this.dial = { epoch: command.epoch, socket: 'None', flushes: false }
        this.#expectAttempt(command.attempt)
        return
      case 'DialSocket':
        expect(this.dial?.socket, 'a second socket').to.equal('None')
        this.dial!.socket = 'Live'
        return
      case 'GreetPeer':
      case 'PingPeer':
        expect(this.dial?.socket, command._tag).to.equal('Live')
        return
      case 'CloseSocket':
        expect(this.dial?.socket, 'hanging up').to.equal('Live')
        this.dial!.socket = 'Hanging up'
        return
      case 'AbandonDial':
        expect(this.dial, 'nothing to abandon').not.to.equal(undefined)
        this.dial = undefined
        return
      case 'SetTimer':
        expect(command.delay).to.be.within(0, 2 ** 31 - 1)
        this.#clearTimers()
        this.timers.set(command.timer, this.now + command.delay)
        return
      case 'ClearTimer':
        this.#clearTimers()
        return
      case 'AwaitInput':
        expect([...this.timers.keys()], 'input is awaited when the timer has fired').to.deep.equal([])
        this.unread = command.timer
        return
      case 'PublishState':
        this.#publish(command.state, later)
        return
      case 'PublishFault':
        this.#fault(command.error)
        return
      case 'FlushOutbox':
        expect(this.dial?.socket, 'flushing').to.equal('Live')
        this.written.push(...this.queued.splice(0))
        return
      case 'AwaitFlush':
        if (this.dial !== undefined) this.dial.flushes = true
        // The interpreter says `Flushed` in its turn, after this input.
        expect(later, 'AwaitFlush is the last').to.deep.equal([])
        return
      case 'SettleWritten':
        this.#settle(this.written.splice(0), failure('SendUncertain', 'chat', 'uncertain', {}, command.cause), true)
        return
      case 'SettleQueued':
        this.#settle(this.queued.splice(0), command.cause ?? this.#notOpen(), command.cause === undefined)
    }
  }

  #settle(ids: ReadonlyArray<number>, error: ConnectionError, isNews: boolean): void {
    if (ids.length === 0) return
    if (isNews) this.#fault(error)
    for (const id of ids) this.#answer(id, error)
  }

  #fault(error: ConnectionError): void {
    expect(this.faults.includes(error), `${error._tag} is told twice`).to.equal(false)
    this.faults.push(error)
    this.#fresh.push(error)
  }

  #publish(state: ConnectionState, later: ReadonlyArray<Command>): void {
    expect(state._tag, 'a state is told twice').not.to.equal(this.published._tag)
    switch (state._tag) {
      case 'Open':
        expect(later, 'Open is told, then the queue is flushed').to.deep.equal([{ _tag: 'FlushOutbox' }])
        break
      case 'Waiting':
        expect(this.dial, 'the dial is abandoned before Waiting').to.equal(undefined)
        // A start that has to wait has the error of the run before as its cause, and that was told then.
        if (!isRest(this.published)) expect(this.#fresh).to.include(state.cause)
        break
      case 'Failed':
        expect(state.error, 'Failed.error is the last Fault').to.equal(this.#fresh.at(-1))
        break
      default:
    }
    if (isRest(state)) {
      this.#lastAttempt = undefined
      expect(this.dial, `a dial in ${state._tag}`).to.equal(undefined)
      expect([...this.timers.keys()], `timers in ${state._tag}`).to.deep.equal([])
      expect(this.unread, `input awaited in ${state._tag}`).to.equal(undefined)
      expect(this.written, 'written, not answered').to.deep.equal([])
    }
    this.#fresh = []
    this.published = state
    this.states.push(state)
  }

  /** A run may begin where the one before gave up; no later dial goes beyond `maxAttempts`, or beyond that first one. */
  #expectAttempt(attempt: number): void {
    this.#lastAttempt ??= Math.max(attempt, this.policy.retry.maxAttempts)
    expect(attempt).to.be.within(1, this.#lastAttempt)
  }
}
