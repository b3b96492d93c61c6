import type { Subscription } from 'rxjs'

import type { Command } from '../machine/command.ts'
import type { ConnectionError } from '../machine/connection-error.ts'
import type { Fault } from '../machine/connection-event.ts'
import { type ConnectionState, isRest } from '../machine/connection-state.ts'
import type { Input, TimerName } from '../machine/input.ts'
import { maxTimerDelay } from '../machine/retry.ts'
import { initial, type State, toPublished } from '../machine/state.ts'
import { transition } from '../machine/transition.ts'
import type { Core } from './core.ts'
import { Dial } from './dial.ts'
import { guarded } from './guarded.ts'
import { type Lanes, makeLanes } from './lanes.ts'
import { Leases } from './leases.ts'
import { Mailbox } from './mailbox.ts'
import { Outgoing } from './outgoing.ts'
import { Reading } from './reading.ts'
import type { Setup } from './setup.ts'
import { sharedTimers } from './shared-timers.ts'

/**
 * Carries out what the machine decides. It is the only owner of the socket and the timers, and at rest it owns
 * neither. Inputs go through the mailbox one by one; messages go past the machine but not past the mailbox.
 */
export class Interpreter<In, Out> implements Core<In, Out> {
  readonly setup: Setup<In, Out>
  readonly mailbox: Mailbox = new Mailbox()
  readonly lanes: Lanes<In> = makeLanes()
  readonly leases: Leases<In, Out>
  readonly outgoing: Outgoing<In, Out>
  readonly reading: Reading<In, Out>
  state: State = initial
  published: ConnectionState = toPublished(initial)
  dial: Dial<In, Out> | undefined
  readonly #timers: { [T in TimerName]?: (() => void) | undefined } = {}
  readonly #transition: ReturnType<typeof transition>
  #waking: Subscription | undefined

  constructor(setup: Setup<In, Out>) {
    this.setup = setup
    this.#transition = transition(setup.policy)
    this.leases = new Leases(this)
    this.outgoing = new Outgoing(this)
    this.reading = new Reading(this)
  }

  take(input: Input): void {
    const { clock, random } = this.setup
    const [state, commands] = this.#transition(this.state, { ...input, at: clock.now(), draw: random() })
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
      case 'HangUp':
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
        this.#timers[command.timer]?.()
        this.#timers[command.timer] = undefined
        return
      case 'PublishState':
        this.#publish(command.state)
        return
      case 'PublishFault':
        this.publishFault(command.error)
        return
      case 'FlushOutbox':
        this.reading.apply()
        this.outgoing.flush()
        return
      case 'AwaitFlush':
        this.outgoing.reportFlushed()
        return
      case 'SettleWritten':
        this.outgoing.settleWritten(command.cause)
        return
      case 'SettleQueued':
        this.outgoing.settleQueued(command.cause)
    }
  }

  #setTimer(timer: TimerName, delay: number): void {
    this.#timers[timer]?.()
    const { clock } = this.setup
    const elapsed = (): void => {
      this.mailbox.post(() => {
        // One that was cancelled or set anew while it waited for its turn has nothing to say.
        if (this.#timers[timer] !== cancel) return
        this.#timers[timer] = undefined
        this.take({ _tag: 'Elapsed', timer, heard: this.dial?.heard === true || this.reading.isHeld })
      })
    }
    const ms = Math.min(delay, maxTimerDelay)
    const cancel = timer === 'heartbeat' ? sharedTimers(clock)(ms, elapsed) : clock.after(ms, elapsed)
    this.#timers[timer] = cancel
  }

  #publish(state: ConnectionState): void {
    this.published = state
    this.#tell(state)
    if (isRest(state)) {
      const waking = this.#waking
      this.#waking = undefined
      guarded(() => waking?.unsubscribe())
      this.leases.end(state)
    } else this.#waking ??= this.#watchWake()
  }

  /** One subscription a run: a `wake$` that replays must not wake every wait. */
  #watchWake(): Subscription | undefined {
    return this.setup.wake$?.subscribe({
      next: () => {
        this.mailbox.post(() => {
          this.take({ _tag: 'Wake' })
        })
      },
      error: () => undefined, // One that fails wakes nobody any more; the retry's own timer goes on.
    })
  }

  publishFault(error: ConnectionError): void {
    this.#tell({ _tag: 'Fault', error })
  }

  /** Tells both lanes that carry lifecycle events. Whom the first one's subscribers make join is told the state alone. */
  #tell(event: ConnectionState | Fault): void {
    const { lifecycle, events } = this.lanes
    const { subscribers } = events
    lifecycle.tell(event)
    events.tell(event, subscribers)
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
    const { ping, clock } = this.setup
    dial.heard = false
    dial.pingedAt = clock.now()
    if (this.reading.isHeld) dial.heard = true
    else if (ping === undefined && dial.socket.ping !== undefined) dial.socket.ping()
    else if (ping === undefined || dial.say(ping.message)._tag === 'Left') dial.heard = true
  }

  wrote(): void {
    this.outgoing.wrote()
  }

  ponged(): void {
    const { dial } = this
    // A pong that nobody asked for (RFC 6455, section 5.5.3) measures nothing.
    if (dial?.pingedAt === undefined) return
    const { pingedAt } = dial
    dial.pingedAt = undefined
    this.lanes.latencies.tell(this.setup.clock.now() - pingedAt)
  }
}
