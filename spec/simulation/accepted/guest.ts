import { Subject, type Subscription } from 'rxjs'

import { clientStart$, clientStop$, type Connection, receive$, send } from '../../../lib/index.ts'
import type { RawPeer } from './raw-peer.ts'

/** How the program takes its first lease of a connection. */
export type Manner = 'at once' | 'later' | 'torn' | 'released at Open'

interface Sent {
  readonly text: string
  result: string | undefined
}

/** An accepted connection, and what a program does with it. */
export class Guest {
  readonly connection: Connection<string, string>
  readonly peer: RawPeer
  readonly acceptedAt: number
  /** Time of the first lease. */
  leasedAt: number | undefined
  readonly received: string[] = []
  readonly sent: Sent[] = []
  /** The states so far. */
  readonly states: string[] = []
  /** Whether the program has ended it. */
  isStopped = false
  /** Whether it was open at a shutdown. */
  isShut = false
  #answered = 0
  readonly #words = new Subject<string>()
  #leases: Subscription[] = []

  constructor(connection: Connection<string, string>, peer: RawPeer, at: number) {
    this.connection = connection
    this.peer = peer
    this.acceptedAt = at
    connection.subscribe(({ _tag }) => {
      if (_tag !== 'Message' && _tag !== 'Fault') this.states.push(_tag)
    })
    connection.pipe(receive$()).subscribe((text) => this.received.push(text))
    this.#words.pipe(send(connection)).subscribe((result) => {
      const message = this.sent[this.#answered++]
      if (message !== undefined) message.result = result._tag === 'Right' ? 'Right' : result.left._tag
    })
  }

  get tag(): string {
    return this.connection.state._tag
  }

  get isAtRest(): boolean {
    return ['Idle', 'Closed', 'Failed'].includes(this.tag)
  }

  lease(at: number): void {
    this.leasedAt ??= at
    this.#leases.push(clientStart$(this.connection).subscribe({ error: () => undefined }))
  }

  release(): void {
    const lease = this.#leases.pop()
    if (lease === undefined || lease.closed) return
    if (this.#leases.every(({ closed }) => closed)) this.isStopped = true
    lease.unsubscribe()
  }

  greet(manner: Manner, at: number): void {
    if (manner === 'later') return
    this.lease(at)
    if (manner === 'torn') {
      // Released and taken again within one turn: the run goes on.
      this.release()
      this.isStopped = false
      this.lease(at)
    }
    if (manner !== 'released at Open') return
    this.connection.subscribe(({ _tag }) => {
      if (_tag === 'Open') this.release()
    })
  }

  say(text: string): void {
    this.sent.push({ text, result: undefined })
    this.#words.next(text)
  }

  stop(code: number): void {
    this.isStopped = true
    clientStop$(this.connection, { code }).subscribe()
  }

  end(): void {
    this.isStopped = true
    for (const lease of this.#leases.splice(0)) lease.unsubscribe()
  }

  get unanswered(): number {
    return this.sent.length - this.#answered
  }
}
