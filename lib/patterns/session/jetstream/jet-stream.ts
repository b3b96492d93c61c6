/** A stored message of `@nats-io/jetstream`, as far as it is read. */
export interface JetStreamMessage {
  /** Its sequence number in the stream. */
  readonly seq: number
  /** Its content. */
  readonly data: Uint8Array
  /** Its headers. */
  readonly header: {
    /** A header, or an empty string. */
    get(name: string): string
  }
}

/** Names one message of a stream. */
export type JetStreamQuery =
  { readonly seq: number; readonly next_by_subj?: string } | { readonly last_by_subj: string }

/** The state of a stream, as far as it is read. */
export interface JetStreamInfo {
  /** Its state. */
  readonly state: {
    /** The number of messages of each subject that was asked for. */
    readonly subjects?: Readonly<Record<string, number>>
  }
}

/** A stream to create. Durations are nanoseconds. */
export interface JetStreamConfig {
  /** The name of the stream. */
  readonly name: string
  /** The subjects whose messages it stores. */
  readonly subjects: string[]
  /** The age at which messages are dropped. */
  readonly max_age: number
  /** The number of servers that store it. */
  readonly num_replicas: number
  /** The time that ids of messages are recognized. */
  readonly duplicate_window: number
}

/**
 * The two clients of `@nats-io/jetstream` that a store works with. By their methods and not by their classes: this entry point imports
 * nothing of NATS, and a spec runs it against the real ones.
 */
export interface JetStream {
  /** `jetstream(connection)` */
  readonly client: {
    /** Stores a message. */
    publish(
      subject: string,
      payload: string | Uint8Array,
      options: { msgID?: string; expect?: { lastSubjectSequence: number } },
    ): Promise<{ readonly seq: number }>
  }
  /** `await jetstreamManager(connection)` */
  readonly manager: {
    /** The streams. */
    readonly streams: {
      /** Creates a stream, or takes the one that exists. */
      add(config: JetStreamConfig): Promise<unknown>
      /** Reads one message; `null` if there is none. With `next_by_subj` as well, it is the first from `seq` on. */
      getMessage(stream: string, query: JetStreamQuery): Promise<JetStreamMessage | null>
      /** Counts the messages by their subject. */
      info(stream: string, query: { subjects_filter: string }): Promise<JetStreamInfo>
    }
  }
}
