import type { StoredSession } from '../accepting/session-store.ts'
import type { JetStreamMessage, JetStreamQuery } from './jet-stream.ts'
import { decodeRecord, encodeRecord, type SessionRecord } from './session-record.ts'
import type { Streams } from './streams.ts'

/** UTF-16 units or bytes of messages in one record, unless one alone has more. NATS refuses more than 1 MiB by default. */
const maxRecordSize = 256 * 1_024

/** How often a session is taken over anew, where another process takes it at the same time. */
const maxTries = 5

interface Appended {
  readonly data: string | Uint8Array
  readonly stored: () => void
  readonly failed: (cause: unknown) => void
}

/**
 * One session in JetStream, as long as this process has it. Each record names the sequence number that it must follow on its subject
 * (`Nats-Expected-Last-Subject-Sequence`): of two processes that write, the one that has taken over later goes on.
 */
export class StoredEnd {
  readonly #streams: Streams
  readonly #key: string
  readonly #user: string
  /** The sequence number of the latest record. */
  #last = 0
  /** The latest record that holds messages. */
  #previous = 0
  #sent = 0
  #waiting: Appended[] = []
  #isWriting = false

  constructor(streams: Streams, key: string, user: string) {
    this.#streams = streams
    this.#key = key
    this.#user = user
  }

  async create(): Promise<void> {
    await this.#write([])
  }

  /** Keeps a message. Those that come while a record is being written make the next one. */
  append(data: string | Uint8Array): Promise<void> {
    return new Promise((stored, failed) => {
      this.#waiting.push({ data, stored, failed })
      void this.#flush()
    })
  }

  async #flush(): Promise<void> {
    if (this.#isWriting) return
    this.#isWriting = true
    // The messages of one turn leave together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#batchLength())
      try {
        await this.#write(batch.map(({ data }) => data))
        for (const { stored } of batch) stored()
      } catch (cause) {
        // Nothing can follow a record that may be missing.
        for (const { failed } of [...batch, ...this.#waiting.splice(0)]) failed(cause)
      }
    }
    this.#isWriting = false
  }

  #batchLength(): number {
    let size = 0
    const end = this.#waiting.findIndex(({ data }) => (size += data.length) > maxRecordSize)
    return end < 0 ? this.#waiting.length : Math.max(1, end)
  }

  async #write(messages: ReadonlyArray<string | Uint8Array>): Promise<void> {
    const sent = this.#sent + messages.length
    const record: SessionRecord = { user: this.#user, sent, previous: this.#previous, messages }
    const { seq } = await this.#streams.client.publish(this.#streams.sentSubject(this.#key), encodeRecord(record), {
      expect: { lastSubjectSequence: this.#last },
    })
    this.#last = seq
    this.#sent = sent
    if (messages.length > 0) this.#previous = seq
  }

  /** Keeps a message of the client. JetStream recognizes it by its id, should another process have stored it. */
  async take(n: number, data: string | Uint8Array): Promise<void> {
    await this.#streams.client.publish(this.#streams.takenSubject(this.#key), data, { msgID: `${this.#key}.${n}` })
  }

  /** Takes the session over, and reads the messages behind `after`. */
  async load(after: number): Promise<StoredSession | undefined> {
    if (!(await this.#takeOver())) return undefined
    // Whatever the former owner still writes is refused, but its messages that are under way to `taken` may arrive.
    const [got, window] = await Promise.all([this.#readGot(), this.#readWindow(after)])
    return window === undefined || got === undefined ? undefined : { got, sent: this.#sent, window }
  }

  async #takeOver(): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      const message = await this.#read({ last_by_subj: this.#streams.sentSubject(this.#key) }, this.#streams.sent)
      if (message === null) return false
      const record = decodeRecord(message.data)
      if (record.user !== this.#user) return false
      this.#last = message.seq
      this.#sent = record.sent
      this.#previous = record.messages.length > 0 ? message.seq : record.previous
      try {
        await this.#write([])
        return true
      } catch (cause) {
        if (tries === maxTries) throw cause
      }
    }
  }

  /**
   * The number up to which every message was stored. `undefined`: one is missing before a later one, as where NATS has refused
   * it for its size. Then the client must get no answer that it was taken.
   */
  async #readGot(): Promise<number | undefined> {
    const subject = this.#streams.takenSubject(this.#key)
    const { taken, manager } = this.#streams
    // Messages may arrive or expire between the reads.
    for (let tries = 1; tries <= maxTries; tries++) {
      const [first, last, { state }] = await Promise.all([
        this.#read({ seq: 1, next_by_subj: subject }, taken),
        this.#read({ last_by_subj: subject }, taken),
        manager.streams.info(taken, { subjects_filter: subject }),
      ])
      const got = last === null ? 0 : numberOf(last)
      const before = first === null ? got : numberOf(first) - 1
      if (state.subjects?.[subject] === got - before || got === before) return got
    }
    return undefined
  }

  /** Reads records from the latest one back. `undefined`: one is gone. */
  async #readWindow(after: number): Promise<ReadonlyArray<string | Uint8Array> | undefined> {
    const window: Array<string | Uint8Array> = []
    for (let sequence = this.#previous; this.#sent - window.length > after;) {
      const message = sequence === 0 ? null : await this.#read({ seq: sequence }, this.#streams.sent)
      if (message === null) return undefined
      const { messages, previous } = decodeRecord(message.data)
      window.unshift(...messages)
      sequence = previous
    }
    return window.slice(window.length - Math.max(0, this.#sent - after))
  }

  async #read(query: JetStreamQuery, stream: string): Promise<JetStreamMessage | null> {
    return this.#streams.manager.streams.getMessage(stream, query)
  }
}

/** The number of a message that a client has sent. */
function numberOf({ header }: JetStreamMessage): number {
  return Number(header.get('Nats-Msg-Id').split('.')[1])
}
