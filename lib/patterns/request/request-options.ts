import type { Either } from 'fp-ts/lib/Either.js'

/** The protocol of requests over a connection. */
export interface RequestOptions<In, Out, Value, Reply, Refusal, Id> {
  /** Makes the message that carries a request. */
  readonly ask: (id: Id, value: Value) => Out
  /**
   * Returns the id of the request that a message answers; `undefined` if it answers none. If both peers number their
   * requests from 1, look at more than the id. A message on which it throws answers none.
   */
  readonly idOf: (message: In) => Id | undefined
  /**
   * Reads the reply: `Right` is the result, `Left` the peer's error. The value of the request is given too, so that a
   * method can bring its own type of result.
   */
  readonly read: (message: In, value: Value) => Either<Refusal, Reply>
  /** Makes the message that cancels a request. It is sent after an unsubscription and after a timeout. Default: none. */
  readonly cancel?: ((id: Id) => Out) | undefined
  /** Milliseconds from the subscription to the reply; `Infinity` for no limit. Default: 30 000. */
  readonly timeout?: number | undefined
  /**
   * For idempotent requests: after a loss the request is sent again with the same id, on the next `Open` and ahead of the
   * queue. Default: `false`.
   */
  readonly resend?: boolean | undefined
  /** Gives the id of the next request. It must never give the same id twice. Default: 1, 2, 3 and so on. */
  readonly nextId?: (() => Id) | undefined
}
