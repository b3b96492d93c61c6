import type { SessionStore, StoredSession } from '../accepting/session-store.ts'
import type { JetStream } from './jet-stream.ts'
import { sessionKey } from './session-key.ts'
import { StoredEnd } from './stored-end.ts'
import { type Streams, streamsOf } from './streams.ts'

export type { SessionStore, StoredSession } from '../accepting/session-store.ts'
export type { JetStream, JetStreamConfig, JetStreamInfo, JetStreamMessage, JetStreamQuery } from './jet-stream.ts'

/** The options of the store. */
export interface JetStreamStoreOptions {
  /** Begins the names of the two streams and of their subjects. Letters, digits, `-` and `_`. Default: `pulsewire`. */
  readonly name?: string | undefined
  /**
   * Milliseconds that messages are stored. A session in which one of its ends has sent nothing for so long is lost at its next
   * socket. Default: 3 600 000, an hour.
   */
  readonly maxAge?: number | undefined
  /** The number of servers of a cluster that store each message. Default: 1. */
  readonly replicas?: number | undefined
}

/** A store of sessions. */
export interface JetStreamStore extends SessionStore {
  /** The stream of the messages that clients have sent. Its subjects are `{name}.in.{session}`. */
  readonly takenStream: string
}

/**
 * Makes a store of sessions over NATS JetStream (server 2.9 or later), for `sessions({ store })`. Call it once in a process. It creates
 * its two streams. Experimental.
 *
 * Messages of one turn are stored together. The messages that clients have sent stand in a stream of their own, each
 * once, in order, in the form in which their codec has encoded them: consume it for effects that must not be lost.
 *
 * @example
 * const store = jetStreamStore({ client: jetstream(nats), manager: await jetstreamManager(nats) })
 * const ledgers = sessions({ codec: text, store })
 *
 * @throws `RangeError` if an option can never work
 */
export function jetStreamStore(clients: JetStream, options: JetStreamStoreOptions = {}): JetStreamStore {
  const { name = 'pulsewire', maxAge = 3_600_000, replicas = 1 } = options
  if (!/^[\w-]+$/.test(name)) throw new RangeError('jetStreamStore: name must consist of letters, digits, - and _')
  if (!(maxAge >= 1)) throw new RangeError('jetStreamStore: maxAge must be a number of milliseconds of at least 1')
  let streams: Promise<Streams> | undefined
  /** The sessions that this process has. */
  const owned = new Map<string, StoredEnd>()

  const open = async (): Promise<Streams> => {
    streams ??= streamsOf(clients, name, maxAge, replicas)
    try {
      return await streams
    } catch (cause) {
      streams = undefined // The next call tries again.
      throw cause
    }
  }

  // At once, so that the first session need not wait. A failure comes back with the first call.
  open().catch(() => undefined)

  const endOf = (id: string): StoredEnd => {
    const end = owned.get(id)
    if (end === undefined) throw new Error('this process has not this session')
    return end
  }

  return {
    takenStream: `${name}-taken`,
    create: async (id, user) => {
      const end = new StoredEnd(await open(), await sessionKey(id), user)
      await end.create()
      owned.set(id, end)
    },
    load: async (id, user, after): Promise<StoredSession | undefined> => {
      const end = new StoredEnd(await open(), await sessionKey(id), user)
      const stored = await end.load(after)
      // Otherwise this process may have it for another user.
      if (stored !== undefined) owned.set(id, end)
      return stored
    },
    // In the order of the calls, which is that of the numbers.
    append: async (id, _, data) => endOf(id).append(data),
    take: async (id, n, data) => endOf(id).take(n, data),
    release: (id) => {
      owned.delete(id)
    },
  }
}
