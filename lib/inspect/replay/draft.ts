import type { Input } from '../../machine/input.ts'
import type { State } from '../../machine/state.ts'
import type { Verdict } from '../../model/diagnose.ts'
import type { RecordingData } from '../recording/recorded-event.ts'
import type { DialOutcome, PeerAct, PeerScript, ProgramAct } from './replay.ts'
import { VirtualMachine } from './virtual-machine.ts'

/** The order of events within one millisecond of a test: the program's acts, then the peer's, then timers. */
export const rank = { program: 0, peer: 1, timer: 2 }

/** The first millisecond of a test in which something may happen: the expectation is subscribed before. */
export const firstAct = 1

/**
 * A generated test while it grows. It finds a time in virtual time for each event: that of the timer where a timer fired,
 * otherwise the recorded time since the latest timer or dial. So the drift of real timers does not add up, and the order of
 * events is kept.
 */
export class Draft {
  readonly scripts: PeerScript[] = []
  readonly acts: Array<readonly [at: number, act: ProgramAct]> = []
  readonly expected: Array<readonly [at: number, line: string]> = [[0, 'Idle']]
  readonly draws: Array<number | undefined> = []
  readonly verdicts: Array<Verdict | undefined> = []
  readonly addresses: Array<DialOutcome | undefined> = []
  readonly greetings: Array<DialOutcome | undefined> = []
  readonly notes: Set<string> = new Set()
  readonly machine: VirtualMachine
  readonly #hasPings: boolean
  /** The recorded and the virtual time of the latest timer or dial. */
  #anchor = { recorded: 0, virtual: firstAct }
  #last = { at: firstAct, rank: rank.program }
  #addressedAt = firstAct
  #openedAt = firstAct

  constructor({ connection, options }: RecordingData, isRefreshable: boolean) {
    const { heartbeat } = options
    this.#hasPings = heartbeat !== false && !('passive' in heartbeat)
    this.machine = new VirtualMachine(connection, options, isRefreshable)
  }

  /** The virtual time of the latest event. */
  get now(): number {
    return this.#last.at
  }

  /** The number of the current dial, counted from the beginning of the test. */
  get dial(): number {
    return this.machine.state.epoch
  }

  get #script(): PeerScript | undefined {
    return this.scripts.at(-1)
  }

  /** Whether the peer of the current dial answers no close by itself. */
  get isIgnoring(): boolean {
    return this.#script?.steps.some(([, act]) => act._tag === 'Ignores') === true
  }

  mapped(at: number): number {
    return this.#anchor.virtual + Math.round(at - this.#anchor.recorded)
  }

  /** From now on recorded times count from this one. */
  anchor(recorded: number): void {
    this.#anchor = { recorded, virtual: this.now }
  }

  /** The time of the timer that runs. A heartbeat's, to a peer that answers, limits nothing. */
  get limit(): number {
    const { timer } = this.machine
    const isPing = timer?.name === 'heartbeat' && this.#hasPings
    return timer === undefined || isPing || timer.signal === 'Overdue' ? Infinity : timer.due
  }

  /** Finds the virtual time of an event that no timer caused: in its order, and before the timer that runs. */
  place(at: number, ranked: number): number {
    const least = this.#last.at + (ranked < this.#last.rank ? 1 : 0)
    return this.#moveTo(Math.max(least, Math.min(this.mapped(at), this.limit - 1)), ranked)
  }

  /** Lets virtual milliseconds pass. */
  pass(ms: number, ranked: number = rank.peer): void {
    this.#moveTo(this.now + ms, ranked)
  }

  #moveTo(at: number, ranked: number): number {
    this.machine.passHeartbeats(at)
    this.#last = { at, rank: ranked }
    return at
  }

  /** Adds an act of the program. */
  act(at: number, act: ProgramAct): void {
    this.acts.push([this.place(at, rank.program), act])
  }

  /** Adds an act of the peer, which needs a millisecond of its own in the peer's script. */
  perform(at: number, act: PeerAct): void {
    const before = this.#script?.steps.at(-1)?.[0] ?? -Infinity
    if (before >= this.now) this.#last = { at: before + 1, rank: rank.peer }
    this.performNow(this.place(at, rank.peer), act)
  }

  /** Adds an act of the peer at a virtual time. */
  performNow(at: number, act: PeerAct): void {
    this.#script?.steps.push([at, act])
  }

  /** Gives the machine an input at the current time. */
  feed(input: Input, draw = 0): void {
    const { state } = this.machine
    this.machine.feed(input, this.now, draw)
    this.#after(state, draw)
  }

  #after(before: State, draw: number): void {
    const { state } = this.machine
    if (state._tag === 'Waiting' && before._tag !== 'Waiting') this.draws[before.epoch - 1] = draw
    if (state.epoch !== before.epoch) this.#addressedAt = this.now
  }

  /** Fires the timer that runs. */
  fire(draw: number): void {
    const { state, timer } = this.machine
    if (timer === undefined) return
    this.machine.fire(draw)
    this.#last = { at: this.machine.at, rank: this.machine.timer?.signal === 'Overdue' ? rank.peer : rank.timer }
    this.#after(state, draw)
  }

  /** The address of the current dial is known, so the dial reaches the peer. */
  dialPeer(): void {
    this.addressed(false)
    this.feed({ _tag: 'Addressed', epoch: this.dial })
    this.scripts.push({ dialedAt: this.now, steps: [] })
  }

  /** The address of the current dial is known, or its function failed. */
  addressed(isFailure: boolean): void {
    this.addresses[this.dial - 1] = { after: this.now - this.#addressedAt, isFailure }
  }

  /** The opening handshake succeeds at a recorded time. */
  open(at: number): void {
    this.perform(at, { _tag: 'Opens' })
    this.#openedAt = this.now
    this.feed({ _tag: 'Opened', epoch: this.dial, handshake: { url: '', protocol: '', extensions: '' } })
  }

  /** The greeting of the current dial ends. */
  greeted(isFailure: boolean): void {
    this.greetings[this.dial - 1] = { after: this.now - this.#openedAt, isFailure }
    if (!isFailure) this.feed({ _tag: 'Greeted', epoch: this.dial })
  }

  /** The peer answers the closing handshake by itself, at once. */
  answerClose(): void {
    this.#last = { at: this.now, rank: rank.timer }
  }

  /** From a recorded time on, the last sign of life, the peer answers no ping: the current dial will die in silence. */
  deafen(lastSign: number): void {
    if (this.#hasPings) this.machine.deafFrom = Math.max(this.now, this.mapped(lastSign)) + 1
  }

  /** The heartbeat finds the peer dead. */
  die(draw: number): void {
    const { state, deafFrom } = this.machine
    if (deafFrom < Infinity) {
      const taken = new Set(this.#script?.steps.map(([at]) => at))
      let at = deafFrom
      while (taken.has(at)) at++
      this.performNow(at, { _tag: 'Ignores' })
    }
    this.machine.passToDeath(draw)
    this.#last = { at: Math.max(this.now, this.machine.at), rank: rank.timer }
    this.#after(state, draw)
  }
}
