import type { Subscription } from 'rxjs'

import { clientRestart$, clientStop$, isRest } from '../../lib/index.ts'
import { LeaseHolders } from './lease-holders.ts'
import { Observer } from './observer.ts'
import { Patterns } from './patterns/patterns.ts'
import type { Action, Restarting } from './plan.ts'
import { fail, torn } from './planned.ts'
import { Pullers } from './pullers.ts'
import { Receivers } from './receivers.ts'
import { Senders } from './senders.ts'
import type { Simulation } from './simulation.ts'
import { slowly } from './slow-line.ts'
import { closeFrame } from './witness.ts'

/** Size of the largest message that a plan sends, bytes. */
const largestMessage = 30

/** The application of a simulated connection: performs the actions of the plan, and checks the guarantees between turns. */
export class Application {
  readonly #simulation: Simulation
  readonly #senders: Senders
  readonly #pullers: Pullers
  readonly #leaseHolders: LeaseHolders
  readonly #receivers: Receivers
  readonly #observer: Observer
  readonly #patterns: Patterns
  /** The stops in flight, each with the time by which it must have come to rest. */
  readonly #stops = new Set<{ due: number }>()
  readonly #withins = new Set<Subscription>()

  constructor(simulation: Simulation) {
    this.#simulation = simulation
    this.#senders = new Senders(simulation)
    this.#pullers = new Pullers(simulation)
    this.#leaseHolders = new LeaseHolders(simulation)
    this.#receivers = new Receivers(simulation)
    this.#observer = new Observer(simulation)
    // Subscribes first, so that its messages on `Open` precede all others.
    this.#senders.greetOnStart()
    this.#observer.watch(this.#leaseHolders)
    this.#patterns = new Patterns(simulation)
  }

  perform(act: Action): void {
    const { judge, clock } = this.#simulation
    judge.trace.push([clock.now(), act])
    switch (act._tag) {
      case 'Lease':
        return this.#leaseHolders.take(act.id, act.taking)
      case 'Release':
        return this.#leaseHolders.release(act.id)
      case 'Reload':
        return this.#leaseHolders.reload()
      case 'Send':
        return this.#senders.send(act.sender, act.count, act.size, slowly(act.slow ?? 0))
      case 'SendBlindly':
        return this.#senders.sendBlindly(act.throws)
      case 'Pull':
        return this.#pullers.pull(act)
      case 'Unpull':
        return this.#pullers.unpull(act.id)
      case 'SendNonsense':
        return this.#senders.sendNonsense(act.sender, act.throws)
      case 'Finish':
        return this.#senders.finish(act.sender)
      case 'Withdraw':
        return this.#senders.withdraw(act.sender)
      case 'Receive':
        return this.#receivers.receive(act)
      case 'Leave':
        return this.#receivers.leave(act.id)
      case 'Pace':
        return this.#receivers.pace(act)
      case 'Unpace':
        return this.#receivers.unpace(act.id)
      case 'Stop':
        return this.#stop(act.code, act.throws)
      case 'Restart':
        return this.#restart(act.how, act.throws)
      case 'Wake':
        this.#simulation.states.isHastened = true
        return this.#simulation.wake$.next()
      case 'LateSocket':
        return this.#speakLate(act.what)
      case 'SetClock':
        // A turn has one time of day.
        if (this.#simulation.core.isBusy) return
        judge.faults++
        this.#simulation.states.clockSet()
        return clock.step(act.ms)
      case 'Block':
        return this.#block(act.ms)
      case 'Sleep':
        return this.#sleep(act.ms)
      case 'Pattern':
        return this.#patterns.perform(act.act)
      case 'Within':
        return this.#within(act.tag, act.act)
    }
  }

  /** Whether promise continuations may be due. */
  get isAsync(): boolean {
    return this.#pullers.isUsed
  }

  #stop(code: number, throws = false): void {
    const { judge, clock, connection, plan } = this.#simulation
    const stop = { due: clock.now() + 2 * plan.settings.closeTimeout }
    let rests = 0
    this.#stops.add(stop)
    // 1005 may not be sent: the stop has to refuse it.
    if (code !== 1005) this.#simulation.witness.requested.add(closeFrame(code, ''))
    const stop$ = clientStop$(connection, { code }).pipe(torn(throws))
    stop$.subscribe({
      next: (rest) => {
        rests++
        this.#stops.delete(stop)
        judge.need(isRest(rest) && rests === 1, 5, () => `a stop emitted ${rest._tag} as its value ${rests}`)
      },
      complete: () => {
        judge.need(rests === 1, 5, () => `a stop completed with ${rests} rests`)
        if (!throws) return
        judge.faults++
        fail('a subscriber of a stop throws')
      },
      error: () => {
        this.#stops.delete(stop)
        judge.need(code === 1005, 5, () => 'a stop errored')
      },
    })
  }

  #restart(how: Restarting, throws = false): void {
    const { judge, connection, ledger, states, witness, core } = this.#simulation
    const { epoch } = core.state
    const before = core.published
    const isBetweenTurns = !core.isBusy
    const code = how === 'invalid' ? 1005 : how === 'coded' ? 3001 : 1000
    // Unique, so that the close frame can be told from all others.
    const reason = how === 'coded' ? `again ${witness.requested.size}` : ''
    if (how !== 'invalid') {
      states.isHastened = true
      witness.requested.add(closeFrame(code, reason))
    }
    if (how === 'abandon' && (before._tag === 'Open' || !isBetweenTurns)) states.mayAbandon = true
    let opens = 0
    const restart$ = clientRestart$(connection, { code, reason, abandon: how === 'abandon' }).pipe(torn(throws))
    restart$.subscribe({
      next: () => opens++,
      complete: () => {
        judge.need(opens === 1, 13, () => `a restart completed with ${opens} opens`)
        if (throws) fail('a subscriber of a restart throws')
      },
      error: (error: Parameters<typeof ledger.lefts.add>[0]) => {
        ledger.lefts.add(error)
        if (throws) fail('a subscriber of a restart throws')
      },
    })
    if (!isBetweenTurns) return
    // The dial of the restart may have opened in this turn, and be restarted again.
    const isLeft = how === 'abandon' && before._tag === 'Open' && core.state.epoch === epoch
    judge.need(!isLeft, 13, () => 'a restart did not abandon an open connection in its turn')
  }

  /** An event of a former socket changes nothing (guarantee 12). */
  #speakLate(what: (Action & { readonly _tag: 'LateSocket' })['what']): void {
    const { judge, witness, core } = this.#simulation
    const { last } = witness
    const former = [...witness.wires].reverse().find((wire) => wire !== last || wire.isDropped || wire.phase === 'over')
    // The turn that ends the last socket may still run.
    if (former === undefined || core.isBusy) return
    judge.faults++
    const before = [core.state, core.published, judge.trace.length, core.outbox.bytes, witness.live] as const
    const { listener, unanswered } = former
    if (what === 'opened') listener.opened({ protocol: 'late', extensions: '' })
    else if (what === 'received') listener.received('boo', false)
    else if (what === 'ponged') listener.ponged()
    else if (what === 'done') unanswered.shift()?.()
    else listener.ended({ _tag: 'Closed', code: 1000, reason: 'boo', wasClean: true })
    const after = [core.state, core.published, judge.trace.length, core.outbox.bytes, witness.live] as const
    const isSame = before.every((value, at) => value === after[at])
    judge.need(isSame, 12, () => `${what} of a former socket changed something`)
  }

  #sleep(ms: number): void {
    const { clock, judge, witness, core } = this.#simulation
    // A computer does not fall asleep in the middle of a turn.
    if (core.isBusy) return
    judge.faults++
    clock.sleep(ms)
    this.#patterns.delay(ms)
    for (const stop of this.#stops) stop.due += ms
    if (witness.last !== undefined) witness.last.awakeAt = clock.now()
  }

  #block(ms: number): void {
    const { clock, judge, witness, core, own } = this.#simulation
    // A turn is over before the loop looks for timers and input again.
    if (core.isBusy) return
    judge.faults++
    clock.block(ms, own)
    this.#patterns.delay(ms)
    for (const stop of this.#stops) stop.due += ms
    if (witness.last !== undefined) witness.last.awakeAt += ms
  }

  #within(tag: string, act: Action): void {
    let isArmed = false
    const subscription = this.#simulation.connection.subscribe((event) => {
      if (!isArmed || event._tag !== tag) return
      isArmed = false
      subscription.unsubscribe()
      this.#withins.delete(subscription)
      this.perform(act)
    })
    this.#withins.add(subscription)
    isArmed = true
  }

  /** Checks the guarantees after every step, between turns. */
  check(isSettled = true): void {
    const { judge, core, own, wake$, userCallbacks, witness, ledger, states, deliveries, clock, plan } =
      this.#simulation
    states.check()
    deliveries.settled()
    this.#leaseHolders.check()
    this.#receivers.check()
    this.#observer.check()
    this.#pullers.check()
    this.#patterns.check(isSettled)
    this.#simulation.sendEntries.check()
    for (const { due } of this.#stops) judge.need(clock.now() < due, 5, () => 'a stop has not come to rest')
    // An empty outbox accepts one message of any size.
    const most = Math.max(plan.settings.outbox.bytes, largestMessage)
    judge.need(core.outbox.bytes <= most, 9, () => `${core.outbox.bytes} unsettled bytes`)
    this.#checkLiveness()
    if (!isRest(core.state)) return
    const left = [own.pending(), witness.live, wake$.observed ? 1 : 0, userCallbacks.running]
    judge.need(
      left.every((count) => count === 0),
      6,
      () => `timers, sockets, wakes, user callbacks at rest: ${left.join(', ')}`,
    )
    ledger.atRest()
  }

  /** The heartbeat notices a dead peer in time (guarantee 7). */
  #checkLiveness(): void {
    const { judge, core, witness, clock, plan } = this.#simulation
    const { heartbeat, platform } = plan.settings
    const wire = witness.last
    if (heartbeat === false || wire === undefined || wire.isPaused || core.state._tag !== 'Open') return
    const silence = clock.now() - wire.awakeAt
    // Bytes are noticed when the silence is judged, and count from then on. Those that got stuck since then count once more.
    const most = 'passive' in heartbeat ? 3 * heartbeat.timeout : heartbeat.interval + heartbeat.timeout
    if (!('passive' in heartbeat) && platform === 'browser' && heartbeat.message === 'none') return
    judge.need(silence <= most, 7, () => `silent for ${silence} ms, and still open`)
  }

  /** Unsubscribes everything, and stops the connection. */
  end(): void {
    for (const within of this.#withins) within.unsubscribe()
    this.#receivers.end()
    this.#patterns.end()
    this.#senders.end()
    this.#pullers.end()
    this.#stop(1000)
    this.#leaseHolders.end()
  }
}
