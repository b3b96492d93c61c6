import type { Observable } from 'rxjs'

/** The protocol of topics over a connection. */
export interface TopicOptions<In, Out, Key, T> {
  /** Returns the topic that a message belongs to; `undefined` if none. A message on which it throws belongs to none. */
  readonly keyOf: (message: In) => Key | undefined
  /**
   * Makes the message that subscribes to topics at the server, or an Observable that sends it, such as a `request`. It gets
   * all keys of one turn at once. An Observable that errors while the connection is open is a refusal: its error reaches
   * the subscribers of these keys.
   */
  readonly subscribe: (keys: ReadonlyArray<Key>) => Out | Observable<unknown>
  /**
   * Makes the message that unsubscribes, or an Observable that sends it. It is called only for keys whose
   * subscription left over the current socket. Default: none.
   */
  readonly unsubscribe?: ((keys: ReadonlyArray<Key>) => Out | Observable<unknown>) | undefined
  /** Whether a message is the last of its topic: it completes the subscribers, and nothing is sent. Default: never. */
  readonly isLast?: ((message: In) => boolean) | undefined
  /**
   * Transforms the messages of a topic, once for all its subscribers. It is called anew for every socket. Resubscribing to
   * `messages$` (`retry`, `repeat`) unsubscribes at the server and subscribes again.
   */
  readonly through?: ((messages$: Observable<In>, key: Key) => Observable<T>) | undefined
  /** Milliseconds to keep a topic after its last subscriber has left. Default: 0, the end of the turn. */
  readonly linger?: number | undefined
  /** The number of latest values that a later subscriber gets at once. Default: 0. */
  readonly replay?: number | undefined
}
