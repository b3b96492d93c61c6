import { map, Observable, Subject, type Subscription, tap } from 'rxjs'

import { send, start$ } from '../../lib/index.ts'
import type { Account } from './ledger.ts'
import { fail, torn } from './planned.ts'
import { unspeakable, unspeakableHorror } from './simulated-codec.ts'
import type { Simulation } from './simulation.ts'

interface Sender {
  readonly account: Account
  readonly source: Subject<string>
  readonly subscription: Subscription
}

/** The number of the sender whose messages are for the socket that is open now. */
const volatileSender = 3

/** The users of `send`, each with a subscription of its own. A number may be used again. */
export class Senders {
  readonly #simulation: Simulation
  readonly #senders = new Map<number, Sender>()
  #opened = 0
  #sent = 0

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  /** Sends on every start, ahead of the queue. Subscribes before all others. */
  greetOnStart(): void {
    const { connection, ledger, witness, core } = this.#simulation
    const account = ledger.open('the first subscriber')
    connection
      .pipe(
        start$(),
        tap(() => {
          ledger.opens++
          if (witness.last !== undefined) witness.last.isPublished = true
        }),
        map(({ _tag }) => {
          const hello = `hello ${ledger.opens} ${_tag}`
          // A start or stop earlier in this turn goes first.
          ledger.give(account, hello, { isFirst: !core.isPending })
          return hello
        }),
        send(connection),
      )
      .subscribe((result) => ledger.answered(account, result))
  }

  #sender(id: number): Sender {
    const known = this.#senders.get(id)
    if (known !== undefined) return known
    const { connection, ledger, judge } = this.#simulation
    const account = ledger.open(`sender ${id} (${this.#opened++})`)
    const source = new Subject<string>()
    const sending = [
      send(connection),
      send(connection, { binary: false }),
      send(connection, { binary: true }),
      send(connection, { volatile: true }),
    ] as const
    const subscription = source.pipe(sending[id] ?? sending[0]).subscribe({
      next: (result) => ledger.answered(account, result),
      complete: () => {
        judge.need(account.phase === 'finished', 13, () => `${account.name} completed, and its source did not`)
        judge.need(account.answered === account.given.length, 2, () => `${account.name} completed before its answers`)
        account.phase = 'completed'
      },
      error: () => judge.violate(13, `${account.name} errored`),
    })
    const sender = { account, source, subscription }
    this.#senders.set(id, sender)
    return sender
  }

  send(id: number, count: number, size: number, prefix = ''): void {
    const { ledger, core, judge, witness } = this.#simulation
    const isVolatile = id === volatileSender
    for (let n = 0; n < count; n++) {
      const { account, source } = this.#sender(id)
      const text = `${prefix}s${id}.${this.#sent++} `.padEnd(size, '.')
      const before = core.published
      const wasBusy = core.isBusy
      // An earlier start or stop of this turn comes first, so that the socket is not known.
      const only = isVolatile && !core.isPending ? (core.state._tag === 'Open' ? witness.last?.dial : -1) : undefined
      const message = ledger.give(account, text, { only })
      source.next(text)
      const isHopeless = !wasBusy && message.result === 'NotOpen' && before === core.published
      const isComing = before._tag === 'Connecting' || before._tag === 'Waiting'
      const isOnItsWay = before._tag === 'Open' || (isComing && !isVolatile)
      judge.need(!isHopeless || !isOnItsWay, 2, () => `${text} was not sent while ${before._tag}`)
    }
  }

  sendNonsense(id: number, throws: boolean): void {
    this.send(id, 1, 0, throws ? unspeakableHorror : unspeakable)
  }

  /** Sends two messages, at whose first result the subscriber throws: it leaves, and the second one is withdrawn. */
  sendBlindly(throws: 'next' | 'pipeline'): void {
    const { connection, ledger, judge } = this.#simulation
    const account = ledger.open(`blind ${this.#opened++}`)
    const texts = [`b${this.#sent++}`, `b${this.#sent++}`]
    const given = new Observable<string>((subscriber) => {
      for (const text of texts) {
        if (subscriber.closed) return
        ledger.give(account, text)
        subscriber.next(text)
      }
      subscriber.complete()
    })
    const answered$ = given.pipe(
      send(connection),
      tap((result) => ledger.answered(account, result)),
    )
    const throwing = (): never => {
      judge.faults++
      fail('a subscriber of results throws')
    }
    if (throws === 'next') {
      answered$.subscribe({ next: throwing, complete: () => (account.phase = 'completed') })
      return
    }
    answered$
      .pipe(
        torn(true),
        map(() => {
          ledger.withdrawn(account)
          return throwing()
        }),
      )
      .subscribe({ error: () => fail('its error handler throws') })
  }

  finish(id: number): void {
    const sender = this.#senders.get(id)
    if (sender === undefined) return
    this.#senders.delete(id)
    if (sender.account.phase === 'live') sender.account.phase = 'finished'
    sender.source.complete()
  }

  withdraw(id: number): void {
    const sender = this.#senders.get(id)
    if (sender === undefined) return
    this.#senders.delete(id)
    sender.subscription.unsubscribe()
    this.#simulation.ledger.withdrawn(sender.account)
  }

  end(): void {
    for (const id of [...this.#senders.keys()]) this.finish(id)
  }
}
