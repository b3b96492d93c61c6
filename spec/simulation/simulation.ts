import { map, Subject } from 'rxjs'

import { coreOf } from '../../lib/connection/connection.ts'
import { type Clock, type Connection, defineConnection, type Transport } from '../../lib/index.ts'
import { faulty } from '../../lib/testing/faulty/faulty.ts'
import { randomPart } from '../../lib/testing/faulty/random.ts'
import { type CountingClock, ManualClock } from '../support/clocks/manual-clock.ts'
import { Deliveries } from './deliveries.ts'
import { maxMessageSize } from './draw-script.ts'
import { Judge } from './judge.ts'
import { Ledger } from './ledger.ts'
import { answering } from './patterns/answering-peer.ts'
import { drawPatternSettings } from './patterns/draw-patterns.ts'
import { PatternWires } from './patterns/pattern-wires.ts'
import type { Plan } from './plan.ts'
import { fail } from './planned.ts'
import { ping, pong, randomPeer } from './random-peer.ts'
import { SendEntries } from './send-entries.ts'
import { simulatedCodec } from './simulated-codec.ts'
import { slowLine } from './slow-line.ts'
import { States } from './states.ts'
import { UserCallbacks } from './user-callbacks.ts'
import { Witness } from './witness.ts'

/** A bug that a spec plants in a simulation, to see that it is found. */
export interface Sabotage {
  /** Stands between the connection and the network. */
  readonly transport?: (network: Transport) => Transport
  /** Stands between the connection and its clock. */
  readonly clock?: (clock: CountingClock) => Clock
  /** Changes the connection before it is used. */
  readonly connection?: (connection: Connection<string, string>) => void
}

/** Everything that one run consists of: a connection, the world around it, and its observers. */
export class Simulation {
  readonly plan: Plan
  readonly judge: Judge = new Judge()
  readonly clock: ManualClock = new ManualClock(0)
  /** The clock of the connection. It counts the connection's timers. */
  readonly own: CountingClock = this.clock.view()
  /** The clock of everything else. */
  readonly others: CountingClock = this.clock.view()
  /** The clock of the network: a late timer of it is input that was not read yet. */
  readonly network: CountingClock = this.clock.view()
  readonly wake$: Subject<void> = new Subject()
  readonly witness: Witness
  readonly patternWires: PatternWires
  readonly ledger: Ledger
  readonly deliveries: Deliveries
  readonly states: States
  readonly userCallbacks: UserCallbacks
  readonly connection: Connection<string, string>
  readonly sendEntries: SendEntries
  /** Subprotocols of the dials so far. */
  readonly #offered = new Set<string | undefined>()

  constructor(plan: Plan, sabotage: Sabotage = {}) {
    const { connection: change } = sabotage
    const sabotaged = sabotage.transport ?? ((network: Transport) => network)
    const changedClock = sabotage.clock ?? ((clock: Clock) => clock)
    this.plan = plan
    const { seed, settings, network, scripts } = plan
    const { judge, others, network: link } = this
    const hasFreshProtocols = !['none', 'plain'].includes(settings.protocols)
    this.ledger = new Ledger(judge, () => this.core.published)
    this.witness = new Witness(others, judge, settings.platform === 'node', {
      dialed: ({ protocols: [offered] }) => {
        const { token } = this.userCallbacks
        const isFresh = offered === token && !this.#offered.has(token)
        if (offered !== undefined) this.#offered.add(offered)
        if (hasFreshProtocols) judge.need(isFresh, 13, () => `offered ${offered} and not the fresh ${token}`)
      },
      written: (wire, text) => {
        if (text.startsWith(`${ping} `)) this.userCallbacks.pinged(text)
        this.ledger.written(wire, text)
      },
      done: (_, text) => this.ledger.done(text),
    })
    this.deliveries = new Deliveries(judge, this.witness)
    this.states = new States(judge, settings, this.clock)
    this.userCallbacks = new UserCallbacks(this, randomPart(seed, 4))
    const isHeld = (): boolean => this.witness.last?.isPaused === true
    this.patternWires = new PatternWires(judge, drawPatternSettings(seed).resend)
    const moved = (): void => this.witness.moved()
    const scripted = randomPeer(scripts, link, judge, isHeld, () => this.witness.trickled())
    const peer = answering(scripted, link, randomPart(seed, 9), () => this.patternWires.lastDial)
    const line = slowLine(faulty(peer, { seed, clock: link, ...network }), link, moved)
    const { heartbeat, connectTimeout, closeTimeout, linger, outbox, retry, url, protocols, greet, diagnose } = settings
    this.connection = defineConnection({
      name: 'simulated',
      url: url === 'plain' ? 'ws://peer' : this.userCallbacks.url,
      ...(protocols !== 'none' && { protocols: protocols === 'plain' ? ['v1', 'v2'] : this.userCallbacks.protocols }),
      transport: sabotaged(this.witness.over(this.patternWires.over(line))),
      clock: changedClock(this.own),
      random: randomPart(seed, 5),
      codec: simulatedCodec,
      wake$: settings.wake === 'plain' ? this.wake$ : this.wake$.pipe(map(() => this.#failToWake())),
      maxMessageSize,
      connectTimeout,
      closeTimeout,
      linger,
      outbox,
      heartbeat:
        heartbeat === false || 'passive' in heartbeat
          ? heartbeat
          : {
              interval: heartbeat.interval,
              timeout: heartbeat.timeout,
              ...(heartbeat.message !== 'none' && {
                message: heartbeat.message === 'text' ? ping : this.userCallbacks.heartbeatMessage,
                isReply: (text: string) => text.startsWith(pong),
              }),
            },
      retry:
        retry === false
          ? false
          : { ...retry, ...(diagnose === 'throwing' && { diagnose: this.userCallbacks.diagnose }) },
      ...(greet !== 'none' && { greet: this.userCallbacks.greet }),
    })
    this.sendEntries = new SendEntries(judge, this.core)
    change?.(this.connection)
  }

  #failToWake(): never {
    this.judge.faults++
    fail('wake$ errors')
  }

  get core(): ReturnType<typeof coreOf<string, string>> {
    return coreOf(this.connection)
  }
}
