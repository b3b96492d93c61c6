import type { JetStream } from './jet-stream.ts'

/** The streams of a store, and the clients that use them. */
export interface Streams extends JetStream {
  /** The stream of the records of sessions, with the messages that they send. */
  readonly sent: string
  /** The stream of the messages that sessions have taken. */
  readonly taken: string
  readonly sentSubject: (key: string) => string
  readonly takenSubject: (key: string) => string
}

/** Nanoseconds in a millisecond. */
const nanoseconds = 1_000_000

/** Milliseconds that JetStream recognizes a message by its `Nats-Msg-Id`: longer than any process holds back a write. */
const deduplication = 120_000

/** Creates the streams, or takes those that exist. */
export async function streamsOf(
  { client, manager }: JetStream,
  name: string,
  maxAge: number,
  replicas: number,
): Promise<Streams> {
  const config = {
    max_age: maxAge * nanoseconds,
    num_replicas: replicas,
    duplicate_window: Math.min(deduplication, maxAge) * nanoseconds,
  }
  const [sent, taken] = [`${name}-sessions`, `${name}-taken`]
  await manager.streams.add({ ...config, name: sent, subjects: [`${name}.out.*`] })
  await manager.streams.add({ ...config, name: taken, subjects: [`${name}.in.*`] })
  const sentSubject = (key: string): string => `${name}.out.${key}`
  const takenSubject = (key: string): string => `${name}.in.${key}`
  return { client, manager, sent, taken, sentSubject, takenSubject }
}
