import { clientStart$, clientStop$, type ConnectionError, error$ } from 'pulsewire'
import { type Continuity, deliver, type SessionConnection, type Sessions } from 'pulsewire/session'
import { catchError, EMPTY, ignoreElements, map, merge, type Observable, of, Subject, switchMap } from 'rxjs'

import type { Random } from '../../../lib/testing/faulty/random.ts'
import { ManualClock } from '../../support/clocks/manual-clock.ts'
import { watch, type Watched } from '../../support/watching.ts'
import { acceptingEnds, brief, type Dialing, dialing } from './protocol.ts'
import { type Tap, type Wire, wire } from './wire.ts'

/** One action of the client, the server, the network or time. */
export type WorldAction =
  | { readonly _tag: 'Deliver' | 'Push' | 'Forget' | 'Stop' | 'Start' | 'Repeat' }
  | { readonly _tag: 'Cut'; readonly server: 'AtOnce' | 'Late' | 'Never' }
  | { readonly _tag: 'Forge' | 'ForgeHello'; readonly data: string }
  | { readonly _tag: 'Pass'; readonly ms: number }

/** The messages of one direction: values that were given to `deliver`, their results, and those that arrived. */
export interface Direction {
  readonly given: string[]
  readonly results: Array<readonly [value: string, result: string]>
  readonly arrived: string[]
}

const direction = (): Direction => ({ given: [], results: [], arrived: [] })

/** A client and a server with a session between them, in virtual time. */
export class World {
  readonly clock: ManualClock = new ManualClock()
  readonly asked: Direction = direction()
  readonly pushed: Direction = direction()
  readonly continuities: Watched<Continuity>
  readonly errors: Watched<ConnectionError>
  readonly wire: Wire
  readonly client: Dialing
  server: Sessions<string, string>
  /** Sessions that the server has begun. The client has none whose welcome is lost. */
  begun = 0
  /** The source of pushes of the session that the server has now. */
  #pushes: Subject<string> | undefined
  readonly #asks = new Subject<string>()
  #ids = 0

  constructor(random: Random, inFlight: number, tap?: Tap) {
    const { clock } = this
    this.server = this.#newServer(inFlight)
    this.#inFlight = inFlight
    this.wire = wire(
      clock,
      () => Math.floor(random() * 4),
      () => this.server.options,
      (peer) => this.#serve(this.server, peer),
      tap,
    )
    this.client = dialing(this.wire, { window: { inFlight } }, { clock, connectTimeout: 500, closeTimeout: 50 })
    const { own, chat } = this.client
    this.continuities = watch(own.continuity$)
    this.errors = watch(chat.pipe(error$()))
    own.receive$(chat).subscribe((value) => this.pushed.arrived.push(value))
    this.#follow(this.asked, this.#asks.pipe(deliver(own, chat)))
    this.start()
  }

  readonly #inFlight: number

  #newServer(inFlight: number): Sessions<string, string> {
    // Ids stay unique across the processes of the server, as random ones do.
    return acceptingEnds({ newId: () => `id-${++this.#ids}`, clock: this.clock, keep: 5_000, window: { inFlight } })
  }

  /** Results come in the order of the values. */
  #follow({ given, results }: Direction, results$: Observable<Parameters<typeof brief>[0]>, from = 0): void {
    let next = from
    results$.subscribe({
      next: (result) => results.push([given[next++] ?? '', brief(result)]),
      error: () => undefined,
    })
  }

  #serve(server: Sessions<string, string>, peer: SessionConnection): Observable<unknown> {
    return merge(
      clientStart$(peer).pipe(
        ignoreElements(),
        catchError(() => EMPTY),
      ),
      server.receive$(peer).pipe(map((value) => this.asked.arrived.push(value))),
      server.start$(peer).pipe(
        switchMap(({ continuity }) => {
          if (continuity !== 'resumed') {
            this.begun++
            const pushes = new Subject<string>()
            this.#pushes = pushes
            this.#follow(this.pushed, pushes.pipe(deliver(server, peer)), this.pushed.given.length)
          }
          return EMPTY
        }),
      ),
    )
  }

  start(): void {
    clientStart$(this.client.chat).subscribe({ error: () => undefined })
  }

  act(action: WorldAction): void {
    switch (action._tag) {
      case 'Deliver': {
        const value = `c${this.asked.given.length}`
        this.asked.given.push(value)
        return this.#asks.next(value)
      }
      case 'Push': {
        if (this.#pushes === undefined) return
        const value = `s${this.pushed.given.length}`
        this.pushed.given.push(value)
        return this.#pushes.next(value)
      }
      case 'Forget':
        // The process starts anew: its sockets end, and it knows no session.
        this.#pushes = undefined
        this.server = this.#newServer(this.#inFlight)
        return this.wire.cut('AtOnce')
      case 'Cut':
        return this.wire.cut(action.server)
      case 'Forge':
        return this.wire.forge(action.data)
      case 'Repeat':
        return this.wire.repeat()
      case 'ForgeHello':
        return this.wire.forgeHello(action.data)
      case 'Stop':
        return void of(0)
          .pipe(switchMap(() => clientStop$(this.client.chat)))
          .subscribe()
      case 'Start':
        return this.start()
      case 'Pass':
        return this.clock.pass(action.ms)
    }
  }
}
