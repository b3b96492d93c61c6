import type { Observable, Subscription } from 'rxjs'

import { type Connection, coreOf } from '../../connection/connection.ts'
import { type BackPressure, backPressureOf } from '../../connection/receiving/back-pressure.ts'
import { clientStart$ } from '../../operators/client-start.ts'
import { receive$ } from '../../operators/receive.ts'

/** How much is read ahead of whoever asks. */
export interface PullOptions {
  /** How many messages may wait before the connection stops reading. Default: 64. */
  readonly highWaterMark?: number | undefined
}

/** How a run came to its end. */
type Ending = { readonly _tag: 'Completed' } | { readonly _tag: 'Errored'; readonly error: unknown }

interface Asker<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void
  readonly reject: (error: unknown) => void
}

/**
 * A lease whose messages are asked for one by one. It starts with the first question; while nobody asks, the
 * connection stops reading from the network. It ends as its run does, after the messages that came before.
 */
export class Pull<In, Out> {
  readonly #messages$: Observable<In>
  readonly #reading: BackPressure<In, Out>
  readonly #mark: number
  readonly #waiting: In[] = []
  readonly #askers: Asker<In>[] = []
  #lease: Subscription | undefined
  #ending: Ending | undefined

  constructor(connection: Connection<In, Out>, { highWaterMark = 64 }: PullOptions = {}) {
    if (!(highWaterMark >= 1)) throw new RangeError('highWaterMark must be at least 1')
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
    while (this.#askers.length > 0 && this.#waiting.length > 0) {
      this.#askers.shift()?.resolve({ done: false, value: this.#waiting.shift() as In })
    }
    if (this.#ending !== undefined) this.#finish(this.#ending)
    else this.#reading.pace(this, this.#waiting.length, this.#mark)
  }

  #finish(ending: Ending): void {
    for (let asker = this.#askers.shift(); asker !== undefined; asker = this.#askers.shift()) {
      if (ending._tag === 'Errored') asker.reject(ending.error)
      else asker.resolve({ done: true, value: undefined })
      // As with any iterator: an error is told once, and then it is done.
      this.#ending = { _tag: 'Completed' }
    }
  }

  #end(ending: Ending): void {
    this.#ending ??= ending
    // What waits may wait for ever; the next run is none of its business.
    this.#reading.release(this)
    this.#answer()
  }

  /** Releases the lease and forgets what waits. With an error, whoever asks is told it. */
  close(error?: unknown): void {
    this.#waiting.length = 0
    this.#lease?.unsubscribe()
    this.#end(error === undefined ? { _tag: 'Completed' } : { _tag: 'Errored', error })
  }
}
