import type { Command } from '../../machine/command.ts'
import type { Input, TimerName } from '../../machine/input.ts'
import type { Policy } from '../../machine/policy.ts'
import { initial, type State } from '../../machine/state.ts'
import { transition } from '../../machine/transition.ts'
import { diagnose, type End, type Verdict } from '../../model/diagnose.ts'
import { defaultRetry } from '../../model/retry.ts'
import { outline } from '../outline.ts'
import type { RecordedOptions } from '../recording/recorded-event.ts'

/** Heartbeats that a replay passes before it gives up: a file may name any interval. */
const maxHeartbeats = 20_000

interface SetTimer {
  readonly name: TimerName
  readonly due: number
  readonly signal: 'Elapsed' | 'Overdue'
}

/** The machine of a connection in virtual time: it finds the times at which the timers of a recorded run fire in a test. */
export class VirtualMachine {
  state: State = initial
  /** Milliseconds since the beginning of the test. */
  at = 0
  timer: SetTimer | undefined
  /** From this time on the peer answers no ping. */
  deafFrom: number = Infinity
  /** The recorded verdict on the end that comes next; `undefined`: the default decides. */
  verdict: Verdict | undefined
  /** Whether a recorded verdict differs from the default. */
  isDiagnoseNeeded = false
  /** States and faults that were published, with their times. */
  readonly published: Array<readonly [at: number, line: string]> = []
  readonly #policy: Policy
  #aliveAt: number | undefined
  #heartbeats = 0

  constructor(name: string, options: RecordedOptions, isRefreshable: boolean) {
    const { connectTimeout, closeTimeout, heartbeat, retry, hasGreeting } = options
    this.#policy = {
      name,
      connectTimeout,
      closeTimeout,
      heartbeat,
      retry: retry === false ? defaultRetry : { maxAttempts: Infinity, ...retry },
      isRetrying: retry !== false,
      hasGreeting,
      refreshable: isRefreshable,
      diagnose: (end) => this.#diagnose(end),
    }
  }

  #diagnose(end: End): Verdict {
    const byDefault = diagnose(end)
    const verdict = this.verdict ?? byDefault
    if (verdict !== byDefault) this.isDiagnoseNeeded = true
    return verdict
  }

  /** Gives the machine an input at a time. */
  feed(input: Input, at: number, draw = 0): void {
    this.at = at
    const [state, commands] = transition(this.#policy)(this.state, { ...input, at, wall: at, draw })
    this.state = state
    for (const command of commands) this.#carryOut(command)
  }

  #carryOut(command: Command): void {
    switch (command._tag) {
      case 'SetTimer':
        this.timer = { name: command.timer, due: this.at + command.delay, signal: 'Elapsed' }
        return
      case 'AwaitInput':
        this.timer = { name: command.timer, due: this.at, signal: 'Overdue' }
        return
      case 'ClearTimer':
        this.timer = undefined
        return
      case 'PingPeer':
        this.#aliveAt = this.at < this.deafFrom ? this.at : undefined
        return
      case 'PublishState':
        this.published.push([this.at, outline(command.state)])
        return
      case 'PublishFault':
        this.published.push([this.at, outline({ _tag: 'Fault', error: command.error })])
        return
      case 'GreetPeer':
      case 'DialSocket':
        this.#aliveAt = undefined
        return
      case 'ResolveAddress':
        this.deafFrom = Infinity
        return
      case 'CloseSocket':
      case 'AbandonDial':
      case 'FlushOutbox':
      case 'AwaitFlush':
      case 'SettleWritten':
      case 'SettleQueued':
    }
  }

  /** The peer gives a sign of life. */
  showLife(at: number): void {
    this.#aliveAt = at
  }

  /** Fires the timer that is set. */
  fire(draw = 0): void {
    const { timer } = this
    if (timer === undefined) return
    this.timer = undefined
    const aliveAt = this.#aliveAt
    if (timer.name === 'heartbeat') this.#aliveAt = undefined
    this.feed({ _tag: timer.signal, timer: timer.name, aliveAt }, timer.due, draw)
  }

  /** Fires the heartbeat's timers that are due before a time. */
  passHeartbeats(until: number): void {
    while (this.#hasHeartbeat && (this.timer?.due ?? Infinity) < until) this.fire()
  }

  /** Fires the heartbeat's timers until the connection is not open any more. */
  passToDeath(draw: number): void {
    while (this.#hasHeartbeat) this.fire(draw)
  }

  get #hasHeartbeat(): boolean {
    return this.timer?.name === 'heartbeat' && this.#heartbeats++ < maxHeartbeats
  }
}
