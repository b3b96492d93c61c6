import {
  type ConnectionError,
  type ConnectionState,
  diagnose,
  type End,
  type Verdict,
  type Waiting,
} from '../../lib/index.ts'
import type { Judge } from './judge.ts'
import type { Settings } from './plan.ts'

/** The dials since the connection was last stable. */
interface Outage {
  readonly attempt: number
  readonly hasRefreshed: boolean
  /** Whether the connection was open before in this run. */
  readonly wasOpen: boolean
}

const begins: Outage = { attempt: 0, hasRefreshed: false, wasOpen: false }

/** The outage that the loss of a stable connection begins. */
const afterStable: Outage = { attempt: 1, hasRefreshed: false, wasOpen: true }

/** Milliseconds by which a delay may differ, since it is rounded. */
const rounding = 1

/**
 * Follows the published states with a model of its own, made from the tables in docs/semantics.md: the order of states,
 * and their attempts, delays and causes (guarantees 8 and 13).
 */
export class States {
  readonly #judge: Judge
  readonly #settings: Settings
  readonly #now: () => number
  readonly #wall: () => number
  #state: ConnectionState = { _tag: 'Idle' }
  #since = 0
  /** The dials of the current outage; after a rest, those of the one that it ended. */
  #outage: Outage = begins
  #fault: ConnectionError | undefined
  /** The times of day that were replaced at some moment: a turn that was under way then has read one of them. */
  #replaced: { readonly at: number; readonly walls: ReadonlyArray<number> } = { at: 0, walls: [] }
  /** A wake, a start or a restart may let a waiting connection dial now. */
  isHastened = false
  /** A restart may drop an open connection and dial at once. */
  mayAbandon = false

  /** Whether anything was published. */
  get hasBegun(): boolean {
    return this.#state._tag !== 'Idle'
  }

  constructor(judge: Judge, settings: Settings, clock: { readonly now: () => number; readonly wall: () => number }) {
    this.#judge = judge
    this.#settings = settings
    this.#now = clock.now
    this.#wall = clock.wall
  }

  /** The time of day is about to be set. */
  clockSet(): void {
    const at = this.#now()
    const walls = this.#replaced.at === at ? this.#replaced.walls : []
    this.#replaced = { at, walls: [...walls, this.#wall()] }
  }

  fault(error: ConnectionError): void {
    this.#fault = error
  }

  /** A dial or a wait ends within its time (guarantees 7 and 8). */
  check(): void {
    const { _tag } = this.#state
    const { connectTimeout } = this.#settings
    if (_tag === 'Connecting') this.#need(this.#now() - this.#since <= connectTimeout, 7, 'connecting for too long')
    if (_tag === 'Waiting') this.#need(this.#now() < this.#since + this.#state.delay, 8, 'waits for too long')
  }

  next(state: ConnectionState): void {
    const before = this.#state
    switch (state._tag) {
      case 'Idle':
        this.#judge.violate(13, 'Idle was published')
        break
      case 'Connecting':
        this.#connecting(before, state.attempt)
        break
      case 'Open':
        this.#need(before._tag === 'Connecting', 13, `Open after ${before._tag}`)
        this.#outage = { ...this.#outage, wasOpen: true }
        break
      case 'Waiting':
        this.#waiting(before, state)
        break
      case 'Closing':
        this.#need(before._tag === 'Open', 13, `Closing after ${before._tag}`)
        this.#outage = this.#current()
        break
      case 'Closed':
        this.#closed(before, state.code)
        break
      case 'Failed':
        this.#need(state.error === this.#fault, 13, 'Failed without the last Fault')
        this.#need(this.#verdict(before) === 'final', 13, `Failed where ${this.#fault?._tag} is not final`)
        if (this.#isStable()) this.#outage = begins
    }
    this.#state = state
    this.#since = this.#now()
  }

  #need(holds: boolean, guarantee: number, what: string): void {
    if (!holds) this.#judge.violate(guarantee, what)
  }

  #isStable(): boolean {
    const { retry } = this.#settings
    const stableAfter = retry === false ? 5_000 : retry.stableAfter
    return this.#state._tag === 'Open' && this.#now() - this.#since >= stableAfter
  }

  /** The outage that the end of the present state belongs to. */
  #current(): Outage {
    return this.#isStable() ? afterStable : this.#outage
  }

  /** An end is given to `diagnose`, with the attempt and the history of its outage. */
  diagnosed({ attempt, wasOpen }: End): void {
    const expected = this.#current()
    this.#need(attempt === expected.attempt, 13, `diagnose got attempt ${attempt} in place of ${expected.attempt}`)
    this.#need(wasOpen === expected.wasOpen, 13, `diagnose got wasOpen ${wasOpen} in place of ${expected.wasOpen}`)
  }

  #connecting(before: ConnectionState, attempt: number): void {
    let expected = before._tag === 'Closing' ? this.#outage.attempt : this.#outage.attempt + 1
    if (before._tag === 'Waiting') {
      const due = this.#since + before.delay
      this.#need(this.#now() >= due || this.isHastened, 8, `dialed ${due - this.#now()} ms too early`)
    } else if (before._tag === 'Open') {
      this.#need(this.mayAbandon, 8, 'Connecting after Open')
      this.mayAbandon = false
      this.#outage = this.#current()
      expected = this.#outage.attempt
    } else if (before._tag !== 'Closing') {
      this.#need(before._tag !== 'Connecting', 8, `Connecting after ${before._tag}`)
      this.#need(this.#outage === begins, 8, `dialed at once after an end that came too soon`)
    }
    this.#need(attempt === expected, 8, `attempt ${attempt} in place of ${expected}`)
    this.#outage = { ...this.#outage, attempt }
  }

  #waiting(before: ConnectionState, { attempt, delay, until, cause }: Waiting): void {
    const isStart = before._tag === 'Closed' || before._tag === 'Failed'
    const verdict = this.#verdict(before)
    this.#outage = this.#current()
    this.#need(attempt === this.#outage.attempt + 1, 8, `waits for ${attempt} after ${this.#outage.attempt}`)
    const walls = [this.#wall(), ...(this.#replaced.at === this.#now() ? this.#replaced.walls : [])]
    this.#need(walls.includes(until - delay), 8, 'until is not delay from now')
    if (isStart) {
      this.#need(this.#outage !== begins, 8, 'waits at a first start')
      this.#outage = { ...this.#outage, wasOpen: false }
    } else {
      this.#need(cause === this.#fault, 13, 'Waiting without the last Fault')
      this.#need(verdict === 'retry' || verdict === 'refresh', 13, `waits where ${cause._tag} is ${verdict}`)
    }
    if (verdict === 'refresh' && !isStart) {
      this.#need(delay === 0, 13, 'a refresh waits')
      this.#outage = { ...this.#outage, hasRefreshed: true }
    } else this.#need(this.#mayWait(attempt, delay, cause), 8, `a delay of ${delay} ms before attempt ${attempt}`)
    this.isHastened = false
  }

  #mayWait(attempt: number, delay: number, cause: ConnectionError): boolean {
    const { retry } = this.#settings
    const { initialDelay, maxDelay, jitter } =
      retry === false ? { initialDelay: 500, maxDelay: 30_000, jitter: 'full' } : retry
    const root = cause._tag === 'RetriesExhausted' ? cause.cause : cause
    const least = root._tag === 'HandshakeFailed' ? (root.retryAfter ?? 0) : 0
    const most = Math.max(least, Math.min(maxDelay, initialDelay * 2 ** (attempt - 2)))
    return jitter === 'full' ? delay >= least && delay <= most + rounding : Math.abs(delay - most) <= rounding
  }

  #closed(before: ConnectionState, code: number): void {
    const isOurs = before._tag === 'Closing' || before._tag === 'Waiting' || code === 1006
    if (!isOurs) this.#need(this.#verdict(before) === 'closed' || code === 1000, 13, `Closed with ${code}`)
    if (isOurs || this.#isStable()) this.#outage = begins
  }

  /** The verdict about the last fault, by the same tables. */
  #verdict(before: ConnectionState): Verdict {
    const { retry, url, protocols } = this.#settings
    const refreshable = url !== 'plain' || !['none', 'plain'].includes(protocols)
    if (this.#fault === undefined) return 'closed'
    const isExhausted = this.#fault._tag === 'RetriesExhausted'
    const { attempt, hasRefreshed, wasOpen } = this.#current()
    const verdict = diagnose({ error: this.#fault, refreshable, attempt, wasOpen })
    if (verdict === 'final' || verdict === 'closed') return verdict
    if (retry === false || isExhausted) return 'final'
    if (verdict === 'refresh' && hasRefreshed) return 'final'
    const isStart = before._tag === 'Closed' || before._tag === 'Failed'
    return !isStart && attempt >= retry.maxAttempts ? 'final' : verdict
  }
}
