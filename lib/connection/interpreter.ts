import type { Subscription } from 'rxjs'

import type { Command } from '../machine/command.ts'
import type { Input, TimerName } from '../machine/input.ts'
import { initial, type State, toPublished } from '../machine/state.ts'
import { transition } from '../machine/transition.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { Fault } from '../model/connection-event.ts'
import { type ConnectionState, isRest } from '../model/connection-state.ts'
import { maxTimerDelay } from '../model/retry.ts'
import { Channels, emit } from './channels.ts'
import type { Backpressure, Core } from './core.ts'
import { Dial } from './dialing/dial.ts'
import { Leases } from './leases.ts'
import { Mailbox } from './mailbox.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { runUserCode } from './run-user-code.ts'
import { Outbox } from './sending/outbox.ts'
import { setSharedTimer } from './timers/shared-timers.ts'
import { setTimer, type Timer, type TimerOwner } from './timers/timer.ts'

/**
 * Carries out what the machine decides. It is the only owner of the socket and the timer, and at rest it owns neither.
 * Inputs go through the mailbox one by one; messages go past the machine but not past the mailbox.
 */
export class Interpreter<In, Out> implements Core<In, Out>, TimerOwner {
  readonly options: ResolvedOptions<In, Out>
  readonly mailbox: Mailbox = new Mailbox()
  readonly channels: Channels<In> = new Channels()
  readonly leases: Leases<In, Out>
  backPressure: Backpressure | undefined
  state: State = initial
  published: ConnectionState = toPublished(initial)
  dial: Dial<In, Out> | undefined
  flushedEpoch = 0
  /** None before the first message is sent. */
  #outbox: Outbox<In, Out> | undefined
  /** The one timer that runs, and its name: no state has two. */
  #timer: Timer | undefined
  #timerName: TimerName = 'connect'
  #waking: Subscription | undefined

  constructor(options: ResolvedOptions<In, Out>) {
    this.options = options
    this.leases = new Leases(this)
  }

  get outbox(): Outbox<In, Out> {
    return (this.#outbox ??= new Outbox(this))
  }

  dispatch(input: Input): void {
    const { clock, random } = this.options
    // Not a spread: inputs have too many shapes for the engine to copy them fast, and thousands of heartbeats are inputs.
    const timed = Object.assign(input, { at: clock.now(), draw: random() })
    const [state, commands] = transition(this.options)(this.state, timed)
    this.state = state
    for (const command of commands) this.#carryOut(command)
  }

  #carryOut(command: Command): void {
    switch (command._tag) {
      case 'ResolveAddress':
        this.dial = new Dial(this, command.epoch)
        this.dial.resolve(command.attempt)
        return
      case 'DialSocket':
        this.dial?.connect()
        return
      case 'GreetPeer':
        this.dial?.greet()
        return
      case 'CloseSocket':
        this.dial?.socket?.close(command.code, command.reason)
        return
      case 'AbandonDial': {
        const { dial } = this
        this.dial = undefined
        dial?.abandon()
        return
      }
      case 'PingPeer':
        this.#ping()
        return
      case 'SetTimer':
        this.#setTimer(command.timer, command.delay)
        return
      case 'ClearTimer':
        this.#clearTimer()
        return
      case 'PublishState':
        this.#publish(command.state)
        return
      case 'PublishFault':
        this.publishFault(command.error)
        return
      case 'FlushOutbox':
        if (this.state._tag === 'Open') this.flushedEpoch = this.state.epoch
        // Nobody holds an open connection back before a consumer does, though its greeting may have.
        if (this.backPressure === undefined) this.dial?.socket?.resume?.()
        else this.backPressure.apply()
        this.#outbox?.writer.flush()
        return
      case 'AwaitFlush':
        this.outbox.writer.reportFlushed()
        return
      case 'SettleWritten':
        this.#outbox?.writer.settleWritten(command.cause)
        return
      case 'SettleQueued':
        this.#outbox?.writer.settleQueued(command.cause)
    }
  }

  #setTimer(name: TimerName, delay: number): void {
    this.#clearTimer()
    this.#timerName = name
    const set = name === 'heartbeat' ? setSharedTimer : setTimer
    this.#timer = set(this.options.clock, Math.min(delay, maxTimerDelay), this)
  }

  #clearTimer(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  elapsed(timer: Timer): void {
    this.mailbox.post(() => {
      // One that was cleared or set anew while it waited for its turn has nothing to say.
      if (this.#timer !== timer) return
      this.#timer = undefined
      const isAlive = this.dial?.isAlive === true || this.backPressure?.isHeld === true
      this.dispatch({ _tag: 'Elapsed', timer: this.#timerName, isAlive })
    })
  }

  #publish(state: ConnectionState): void {
    this.published = state
    this.#emit(state)
    if (isRest(state)) {
      const waking = this.#waking
      this.#waking = undefined
      runUserCode(() => waking?.unsubscribe())
      this.leases.end(state)
    } else this.#waking ??= this.#watchWake()
  }

  /** One subscription a run: a `wake$` that replays must not wake every wait. */
  #watchWake(): Subscription | undefined {
    return this.options.wake$?.subscribe({
      next: () => {
        this.mailbox.post(() => {
          this.dispatch({ _tag: 'Wake' })
        })
      },
      error: () => undefined, // One that fails wakes nobody any more; the retry's own timer goes on.
    })
  }

  publishFault(error: ConnectionError): void {
    this.#emit({ _tag: 'Fault', error })
  }

  /** Tells both channels that carry lifecycle events. Whom the first one's subscribers make join is told the state alone. */
  #emit(event: ConnectionState | Fault): void {
    const { lifecycle, events } = this.channels
    emit(lifecycle, event)
    emit(events, event)
  }

  fault(error: ConnectionError): void {
    this.mailbox.post(() => {
      this.publishFault(error)
    })
  }

  /** Asks the peer for a sign of life; a peer that cannot be asked, or heard, is not judged either. */
  #ping(): void {
    const { dial } = this
    if (dial?.socket === undefined) return
    const { ping, clock } = this.options
    dial.isAlive = false
    dial.pingedAt = clock.now()
    if (this.backPressure?.isHeld === true) dial.isAlive = true
    else if (ping === undefined && dial.socket.ping !== undefined) dial.socket.ping()
    else if (ping === undefined || dial.sendDirectly(ping.message)._tag === 'Left') dial.isAlive = true
  }

  wrote(): void {
    this.outbox.writer.wrote()
  }

  ponged(): void {
    const { dial } = this
    // A pong that nobody asked for (RFC 6455, section 5.5.3) measures nothing.
    if (dial?.pingedAt === undefined) return
    const { pingedAt } = dial
    dial.pingedAt = undefined
    emit(this.channels.latencies, this.options.clock.now() - pingedAt)
  }
}
