import type { Observable, Subscription } from 'rxjs'

import { type Connection, coreOf } from '../../connection/connection.ts'
import { type BackPressure, backPressureOf } from '../../connection/receiving/back-pressure.ts'
import { clientStart$ } from '../../operators/client-start.ts'
import { receive$ } from '../../operators/receive.ts'
import { Fifo } from './fifo.ts'

/** Limits of a pull. */
export interface PullOptions {
  /** The number of waiting messages above which the connection stops reading. Default: 64. */
  readonly highWaterMark?: number | undefined
}

/** The end of a run. */
type Ending = { readonly _tag: 'Completed' } | { readonly _tag: 'Errored'; readonly error: unknown }

interface Asker<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void
  readonly reject: (error: unknown) => void
}

/**
 * A lease whose messages are pulled one by one. The first `next` takes the lease. Without a pending `next` the connection
 * stops reading from the network. The pull ends as its run does, after the messages that came before.
 */
export class Pull<In, Out> {
  readonly #messages$: Observable<In>
  readonly #reading: BackPressure<In, Out>
  readonly #mark: number
  readonly #waiting = new Fifo<In>()
  readonly #askers = new Fifo<Asker<In>>()
  #lease: Subscription | undefined
  #ending: Ending | undefined

  constructor(connection: Connection<In, Out>, { highWaterMark = 64 }: PullOptions = {}) {
    if (!(highWaterMark >= 1)) throw new RangeError(`highWaterMark must be at least 1, and not ${highWaterMark}`)
    this.#messages$ = clientStart$(connection).pipe(receive$())
    this.#reading = backPressureOf(coreOf(connection))
    this.#mark = highWaterMark
  }

  next(): Promise<IteratorResult<In, undefined>> {
    return new Promise((resolve, reject) => {
      this.#askers.push({ resolve, reject })
      if (this.#ending === undefined) this.#lease ??= this.#start()
      this.#answer()
    })
  }

  #start(): Subscription {
    return this.#messages$.subscribe({
      next: (value) => {
        this.#waiting.push(value)
        this.#answer()
      },
      error: (error: unknown) => {
        this.#end({ _tag: 'Errored', error })
      },
      complete: () => {
        this.#end({ _tag: 'Completed' })
      },
    })
  }

  #answer(): void {
    while (this.#askers.size > 0 && this.#waiting.size > 0) {
      this.#askers.shift()?.resolve({ done: false, value: this.#waiting.shift() as In })
    }
    if (this.#ending !== undefined) this.#finish(this.#ending)
    else this.#reading.pace(this, this.#waiting.size, this.#mark)
  }

  #finish(ending: Ending): void {
    for (let asker = this.#askers.shift(); asker !== undefined; asker = this.#askers.shift()) {
      if (ending._tag === 'Errored') asker.reject(ending.error)
      else asker.resolve({ done: true, value: undefined })
      // As with any iterator: the error rejects one `next`, and later ones are done.
      this.#ending = { _tag: 'Completed' }
    }
  }

  #end(ending: Ending): void {
    this.#ending ??= ending
    // Messages may wait without end from now on: they must not stop the reading of the next run.
    this.#reading.release(this)
    this.#answer()
  }

  /** Releases the lease and drops the waiting messages. The next `next` rejects with the error, if one is given. */
  close(error?: unknown): void {
    this.#waiting.clear()
    this.#lease?.unsubscribe()
    this.#end(error === undefined ? { _tag: 'Completed' } : { _tag: 'Errored', error })
  }
}
