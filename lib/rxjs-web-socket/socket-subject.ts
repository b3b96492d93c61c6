// A subclass of Subject does what rxjs's rules forbid its users.
/* eslint-disable rxjs-x/throw-error, rxjs-x/no-ignored-error, rxjs-x/no-subject-unsubscribe */

import { Observable, type Observer, Subject, type Subscription } from 'rxjs'

import type { Connection } from '../connection/connection.ts'
import type { WireData } from '../websocket/web-socket-types.ts'
import { SocketCycle } from './socket-cycle.ts'
import { type SocketClasses, socketSource } from './socket-source.ts'
import type { WebSocketMessage, WebSocketSubjectConfig } from './web-socket-subject-config.ts'

/** The subject of rxjs 7's `webSocket`, over any class of sockets. */
export class SocketSubject<T> extends Subject<T> {
  #cycle: SocketCycle<T>
  readonly #messages$: Observable<T>

  /** @internal */
  constructor(classes: SocketClasses, given: string | WebSocketSubjectConfig<T>) {
    super()
    const options: WebSocketSubjectConfig<T> = typeof given === 'string' ? { url: given } : given
    const config = {
      ...options,
      deserializer: options.deserializer ?? (({ data }) => JSON.parse(data as string) as T),
      serializer: options.serializer ?? ((value: T): WebSocketMessage => JSON.stringify(value)),
    }
    const source = socketSource(classes, config)
    const nextCycle = (): SocketCycle<T> =>
      new SocketCycle(source, config, () => {
        this.#cycle = nextCycle()
      })
    this.#cycle = nextCycle()
    this.#messages$ = new Observable((subscriber) => {
      const cycle = this.#cycle
      if (cycle.socket === undefined) cycle.connect()
      cycle.output.subscribe(subscriber)
      subscriber.add(() => {
        // The current cycle, also if this subscriber is of a former one: as in rxjs, values that were given while that one
        // ended, such as the `unsub` of `multiplex`, are not for the next socket.
        const current = this.#cycle
        if (current.output.observed) return
        current.close()
        current.leave()
      })
    })
  }

  /**
   * The connection behind the current socket: for inspection and operators. `undefined` while there is no socket, and
   * where the options are those of rxjs alone.
   */
  get connection(): Connection<WireData, WireData> | undefined {
    return this.#cycle.socket?.connection
  }

  /**
   * The current socket. Programs reach for this private property of rxjs's subject.
   *
   * @internal
   */
  get _socket(): unknown {
    return this.#cycle.socket ?? null
  }

  /** Whether anyone is subscribed. */
  override get observed(): boolean {
    return this.#cycle.output.observed
  }

  /** Subscribes, and opens the socket if it is the first subscription. */
  override subscribe(
    observer?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // After `unsubscribe()` rxjs throws here.
    if (this.closed) return super.subscribe(observer as Partial<Observer<T>>)
    return typeof observer === 'function' || observer == null
      ? this.#messages$.subscribe({
          ...(observer && { next: observer }),
          ...(error && { error }),
          ...(complete && { complete }),
        })
      : this.#messages$.subscribe(observer)
  }

  /** Sends a value, or keeps it until the socket is open: within the run of one socket. */
  override next(value: T): void {
    this.#cycle.input.next(value)
  }

  /** Closes with `{ code, reason }`. An error without a code errors the subscribers with a `TypeError`. */
  override error(error: unknown): void {
    this.#cycle.input.error(error)
  }

  /** Closes, behind everything that was sent. */
  override complete(): void {
    this.#cycle.input.complete()
  }

  /** Closes, and makes the subject useless. */
  override unsubscribe(): void {
    this.#cycle.close()
    this.#cycle.leave()
    super.unsubscribe()
  }

  /**
   * Sends `subMsg()` on subscription and `unsubMsg()` on its end, and emits the values that `messageFilter` picks. A
   * reconnecting subject sends `subMsg()` again at every reopening, ahead of what was queued.
   */
  multiplex(subMsg: () => unknown, unsubMsg: () => unknown, messageFilter: (value: T) => boolean): Observable<T> {
    return new Observable((observer) => {
      const attempt = (act: () => void): void => {
        try {
          act()
        } catch (error) {
          observer.error(error)
        }
      }
      const cycle = this.#cycle
      attempt(() => {
        this.next(subMsg() as T)
      })
      const resubscribing = cycle.reopened.subscribe(() => {
        attempt(() => {
          cycle.input.next(subMsg() as T)
        })
      })
      const subscription = this.subscribe({
        next: (value) => {
          attempt(() => {
            if (messageFilter(value)) observer.next(value)
          })
        },
        error: (error: unknown) => {
          observer.error(error)
        },
        complete: () => {
          observer.complete()
        },
      })
      return () => {
        resubscribing.unsubscribe()
        attempt(() => {
          this.next(unsubMsg() as T)
        })
        subscription.unsubscribe()
      }
    })
  }
}
