import type { Subscription } from 'rxjs'

import type { Input, Request } from '../machine/input.ts'
import { initial, isStopping, type State, toPublished } from '../machine/state.ts'
import { transition } from '../machine/transition.ts'
import { type ConnectionError, failure } from '../model/connection-error.ts'
import type { Fault } from '../model/connection-event.ts'
import { type ConnectionState, isRest } from '../model/connection-state.ts'
import { carryOut } from './carry-out.ts'
import { Channels } from './channels.ts'
import type { Dial } from './dialing/dial.ts'
import type { Inspected, Inspector } from './inspector.ts'
import { type Lease, Leases } from './leases.ts'
import { Mailbox } from './mailbox.ts'
import { draw } from './options/draw.ts'
import type { ResolvedOptions } from './options/resolve-options.ts'
import type { BackPressure } from './receiving/back-pressure.ts'
import { runUserCode } from './run-user-code.ts'
import { Outbox } from './sending/outbox.ts'
import { emit } from './subscriber-list.ts'
import { MachineTimer } from './timers/machine-timer.ts'
import { setTimer, type Timer, type TimerOwner } from './timers/timer.ts'
import { watchWake } from './watch-wake.ts'

/** Whether to close the socket of the dial before, or to drop it. */
export type RestartRequest = Extract<Request, { readonly _tag: 'Restart' | 'Redial' }>

/**
 * The interpreter of the machine: it gives inputs to `transition` and carries out the resulting commands. It alone owns the
 * socket and the timers, none at rest. Inputs pass the mailbox one by one, messages too, which bypass the machine.
 */
export class Core<In, Out> implements TimerOwner, Inspected {
  readonly options: ResolvedOptions<In, Out>
  readonly channels: Channels<In> = new Channels()
  readonly timer: MachineTimer
  state: State = initial
  /** The state that new subscribers get. */
  published: ConnectionState = toPublished(initial)
  /** The current dial. Reports of any other dial are ignored. */
  dial: Dial<In, Out> | undefined
  /** The dial whose queue has been flushed. Until then, messages sent on seeing `Open` go ahead of the queue. */
  flushedEpoch = 0
  /** Made by the first consumer that may stop the reading: most connections have none. */
  backPressure: BackPressure<In, Out> | undefined
  inspector: Inspector | undefined
  readonly #mailbox = new Mailbox()
  readonly #leases: Leases<In> = new Leases(this.channels)
  /** Made for the first message that is sent. */
  #outbox: Outbox<In, Out> | undefined
  /** Set by the last release of a run: it ends the run if no lease is taken before it fires. */
  #unusedTimer: Timer | undefined
  #waking: Subscription | undefined
  random: () => number

  constructor(options: ResolvedOptions<In, Out>) {
    this.options = options
    this.random = options.random
    this.timer = new MachineTimer(options, this)
  }

  get outbox(): Outbox<In, Out> {
    return (this.#outbox ??= new Outbox(this))
  }

  /** The outbox, if a message was ever sent. */
  get usedOutbox(): Outbox<In, Out> | undefined {
    return this.#outbox
  }

  /** Whether a turn is under way. */
  get isBusy(): boolean {
    return this.#mailbox.busy
  }

  /** Whether something waits for its turn. */
  get isPending(): boolean {
    return this.#mailbox.pending
  }

  /** Runs `act` as a turn of its own: now, or as soon as the turns before it have ended. */
  post(act: () => void): void {
    this.#mailbox.post(act)
  }

  /** Adds a lease, and with it starts the connection. */
  start(lease: Lease): void {
    this.post(() => {
      if (lease.subscriber.closed) return
      this.#keepOpen()
      this.#leases.add(lease, this.state, this.published)
      this.dispatch({ _tag: 'Start' })
    })
  }

  /** Releases a lease. The last release of a run is followed by a stop, at the end of the turn or after `linger`. */
  release(lease: Lease): void {
    if (this.#leases.release(lease)) this.#stopIfUnused()
  }

  /** Stops the connection for everybody, then calls `stopped` in the same turn. */
  stop(code: number, reason: string, stopped: () => void): void {
    this.post(() => {
      this.dispatch({ _tag: 'Stop', code, reason })
      this.#leases.cancelNext(this.published)
      runUserCode(stopped)
    })
  }

  /** Restarts the connection, then calls `restarted` in the same turn: with `false` if it was not running. */
  restart(request: RestartRequest, restarted: (isRunning: boolean) => void): void {
    this.post(() => {
      this.dispatch(request)
      runUserCode(() => {
        restarted(!isRest(this.state) && !isStopping(this.state))
      })
    })
  }

  /** Delivers a message of a dial as a turn of its own. */
  receive(dial: Dial<In, Out>, data: string | Uint8Array, isBinary: boolean): void {
    this.#mailbox.deliver(dial, data, isBinary)
  }

  /** Publishes that an option could not be used, as a turn of its own. `problem` also says what happens instead. */
  ignoreOption(option: string, problem: string, cause?: unknown): void {
    this.fault(failure('OptionIgnored', this.options.name, problem, { option }, cause))
  }

  /** Publishes an error as a turn of its own. */
  fault(error: ConnectionError): void {
    this.post(() => {
      this.publishFault(error)
    })
  }

  /** Publishes an error within the current turn. */
  publishFault(error: ConnectionError): void {
    this.#emit({ _tag: 'Fault', error })
  }

  /** Gives the machine an input and carries out its commands. Call it only within a turn. */
  dispatch(input: Input): void {
    const { clock } = this.options
    const at = clock.now()
    // Not a spread: inputs have too many shapes for V8 to copy them fast, and every heartbeat of every connection is one.
    const timed = Object.assign(input, { at, wall: clock.wall?.() ?? at, draw: draw(this) })
    const [state, commands] = transition(this.options)(this.state, timed)
    this.inspector?.took(timed, this.state, state)
    this.state = state
    for (const command of commands) carryOut(this, command)
  }

  /** Publishes a state within the current turn. A rest ends the run and its leases. */
  publish(state: ConnectionState): void {
    this.published = state
    this.#emit(state)
    if (!isRest(state)) {
      this.#waking ??= watchWake(this)
      return
    }
    const waking = this.#waking
    this.#waking = undefined
    runUserCode(() => waking?.unsubscribe())
    this.#keepOpen()
    this.#leases.end(state, !isRest(this.state))
    this.#stopIfUnused()
  }

  /** Emits to both channels that carry lifecycle events. A subscriber that joins meanwhile gets the state alone. */
  #emit(event: ConnectionState | Fault): void {
    const { lifecycle, events, joined } = this.channels
    emit(lifecycle, event, joined)
    emit(events, event, joined)
  }

  #stopIfUnused(): void {
    if (this.#leases.isNeeded(this.state)) return
    this.#keepOpen()
    const { clock, linger } = this.options
    this.#unusedTimer = setTimer(clock, isStopping(this.state) ? 0 : linger, this)
  }

  #keepOpen(): void {
    this.#unusedTimer?.cancel()
    this.#unusedTimer = undefined
  }

  /** A timer that was cleared or set anew while it waited for its turn means nothing. */
  elapsed(timer: Timer): void {
    this.post(() => {
      if (timer === this.#unusedTimer) {
        this.#unusedTimer = undefined
        if (!this.#leases.isNeeded(this.state)) this.dispatch({ _tag: 'Stop', code: 1000, reason: '' })
        return
      }
      const signal = this.timer.take(timer)
      if (signal !== undefined) this.dispatch({ ...signal, aliveAt: this.dial?.heartbeat.takeSignOfLife() })
    })
  }
}
