import type { Transport } from '../../../lib/index.ts'
import type { Judge } from '../judge.ts'
import { asText } from '../witness.ts'

/** One dial, as far as requests and topics go. */
interface PatternWire {
  readonly dial: number
  readonly asked: Set<string>
  /** The topics that the connection has subscribed to on it, and that have not ended. */
  readonly held: Set<string>
  /** The topics that the connection has ever subscribed to on it: the peer may end one while its unsubscription waits. */
  readonly carried: Set<string>
  hasSubscribed: boolean
  /** The live topics when it opened. */
  atOpen: ReadonlySet<string>
}

/** Follows requests and topics between the connection and the network, and checks R2, R4, T1, T2 and T3. */
export class PatternWires {
  readonly #judge: Judge
  readonly #isAskedAgain: boolean
  /** The dial that has carried each request last, by id. */
  readonly carriedBy: Map<string, number> = new Map<string, number>()
  /** The topics that have subscribers. */
  liveKeys: () => ReadonlySet<string> = () => new Set()
  #last: PatternWire | undefined
  #dialed = 0

  /** @param isAskedAgain - whether requests have `resend` */
  constructor(judge: Judge, isAskedAgain: boolean) {
    this.#judge = judge
    this.#isAskedAgain = isAskedAgain
  }

  get lastDial(): number {
    return this.#dialed - 1
  }

  /** The topics that the current socket is subscribed to. */
  get held(): ReadonlySet<string> {
    return this.#last?.held ?? new Set()
  }

  /** The connection has published `Open`. */
  opened(): void {
    if (this.#last !== undefined) this.#last.atOpen = this.liveKeys()
  }

  over(network: Transport): Transport {
    return (request, listener) => {
      const wire: PatternWire = {
        dial: this.#dialed++,
        asked: new Set(),
        held: new Set(),
        carried: new Set(),
        hasSubscribed: false,
        atOpen: new Set(),
      }
      this.#last = wire
      const socket = network(request, {
        opened: (handshake) => listener.opened(handshake),
        received: (data, isBinary) => {
          const [, ended] = /^(\w):.* end$/.exec(asText(data)) ?? []
          if (ended !== undefined && wire.held.delete(ended)) this.#judge.faults++
          listener.received(data, isBinary)
        },
        ponged: () => listener.ponged(),
        ended: (end) => listener.ended(end),
      })
      const { send } = socket
      return Object.assign(Object.create(socket) as typeof socket, {
        send: (...[data, isBinary, done]: Parameters<typeof send>) => {
          this.#written(wire, asText(data))
          send(data, isBinary, done)
        },
      })
    }
  }

  #written(wire: PatternWire, text: string): void {
    const judge = this.#judge
    const [kind, first = ''] = text.split(' ')
    switch (kind) {
      case 'ask': {
        const before = this.carriedBy.get(first)
        const isRepeated = before !== undefined && (!this.#isAskedAgain || before === wire.dial)
        judge.need(!isRepeated, 'R2', () => `request ${first} was sent in dial ${before} and in ${wire.dial}`)
        this.carriedBy.set(first, wire.dial)
        wire.asked.add(first)
        return
      }
      case 'cancel':
        judge.need(wire.asked.has(first), 'R4', () => `request ${first} was cancelled in dial ${wire.dial}`)
        return
      case 'sub':
        wire.hasSubscribed = true
        for (const key of first.split(',')) {
          judge.need(!wire.held.has(key), 'T1', () => `${key} was subscribed twice in dial ${wire.dial}`)
          wire.held.add(key)
          wire.carried.add(key)
        }
        return
      case 'unsub':
        for (const key of first.split(',')) {
          wire.held.delete(key)
          const what = (): string => `${key} was unsubscribed in dial ${wire.dial}, which has not carried it`
          judge.need(wire.carried.has(key), 'T3', what)
        }
        return
      case 'queued': {
        const live = this.liveKeys()
        const isLate = !wire.hasSubscribed && [...wire.atOpen].some((key) => live.has(key))
        judge.need(!isLate, 'T2', () => `${text} overtook the subscriptions of dial ${wire.dial}`)
        return
      }
      default:
    }
  }
}
