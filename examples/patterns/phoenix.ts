import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { type Connection, type ConnectionOptions, defineConnection, json, send, sent } from 'pulsewire'
import { request, type RequestError } from 'pulsewire/request'
import { topics } from 'pulsewire/topics'
import { filter, from, map, type Observable, retry, tap, throwError, timer } from 'rxjs'

const Ref = t.union([t.string, t.null])

/** A message of Phoenix's second serializer: join ref, ref, topic, event, payload. */
const Message = t.tuple([Ref, Ref, t.string, t.string, t.unknown])
type Message = t.TypeOf<typeof Message>

const Reply = t.type({ status: t.string, response: t.unknown })

/** An event of a channel. */
export interface ChannelEvent {
  readonly event: string
  readonly payload: unknown
}

/** An event to push to a channel that is joined. */
export interface Push extends ChannelEvent {
  readonly topic: string
}

/** The server has refused to let us join. */
export class JoinRefused extends Error {
  readonly response: unknown

  constructor(topic: string, response: unknown) {
    super(`${topic}: the server refused the join (see response)`)
    this.response = response
  }
}

/** The process of the channel has crashed on the server. */
class Crashed extends Error {}

/** The channels of a connection to Phoenix. Make one for a connection. */
export class Channels {
  readonly connection: Connection<Message, Message>
  readonly #channel: (topic: string) => Observable<ChannelEvent>
  readonly #push: (push: Push) => Observable<E.Either<RequestError<unknown>, unknown>>
  /** The ref of the latest join of each topic. The server repeats it in what belongs to that join. */
  readonly #joins = new Map<string, string>()
  #last = 0

  /** The url needs the version of the serializer: `wss://example.org/socket/websocket?vsn=2.0.0`. */
  constructor(options: Pick<ConnectionOptions<Message, Message>, 'url' | 'retry' | 'transport'>) {
    const ref = (): string => String(++this.#last)
    const connection = defineConnection({
      ...options,
      codec: json(Message),
      heartbeat: {
        interval: 30_000,
        timeout: 10_000,
        message: (): Message => [null, ref(), 'phoenix', 'heartbeat', {}],
        isReply: ([, , topic]) => topic === 'phoenix',
      },
    })
    // Phoenix has one message for each channel. `volatile`: for the socket that is open now.
    const announce = (messages: ReadonlyArray<Message>): Observable<unknown> =>
      from(messages).pipe(send(connection, { volatile: true }), sent())
    this.connection = connection
    this.#channel = topics(connection, {
      keyOf: (message: Message) => (this.#isCurrent(message) ? message[2] : undefined),
      subscribe: (names: ReadonlyArray<string>) =>
        announce(
          names.map((name): Message => {
            const join = ref()
            this.#joins.set(name, join)
            return [join, join, name, 'phx_join', {}]
          }),
        ),
      unsubscribe: (names) =>
        announce(
          names.map((name): Message => {
            const join = this.#joinOf(name)
            this.#joins.delete(name) // its last messages, such as its close, are nobody's
            return [join, ref(), name, 'phx_leave', {}]
          }),
        ),
      // Nothing is left to leave after these.
      isLast: (message) => message[3] === 'phx_close' || refusalOf(message) !== undefined,
      through: (messages$) =>
        messages$.pipe(
          tap((message) => {
            const refusal = refusalOf(message)
            if (refusal !== undefined) throw refusal
            if (message[3] === 'phx_error') throw new Crashed()
          }),
          // Joins again, as after a reconnect.
          retry({ delay: (error: unknown) => (error instanceof Crashed ? timer(1_000) : throwError(() => error)) }),
          filter(([, , , event]) => !event.startsWith('phx_')),
          map(([, , , event, payload]) => ({ event, payload })),
        ),
    })
    this.#push = request(connection, {
      nextId: ref,
      ask: (id: string, { topic, event, payload }: Push): Message => [this.#joinOf(topic), id, topic, event, payload],
      idOf: ([, id, , event]) => (event === 'phx_reply' && id !== null ? id : undefined),
      read: ([, , , , payload]): E.Either<unknown, unknown> => {
        if (!Reply.is(payload)) return E.left(payload)
        return payload.status === 'ok' ? E.right(payload.response) : E.left(payload.response)
      },
    })
  }

  #joinOf(topic: string): string | null {
    return this.#joins.get(topic) ?? null
  }

  /** A broadcast has no join ref. What belongs to an earlier join of the topic comes too late. */
  #isCurrent([join, , topic]: Message): boolean {
    return join === null || join === this.#joins.get(topic)
  }

  /** The events of a channel. The first subscriber joins it, the last one leaves it. Errors with `JoinRefused`. */
  channel(topic: string): Observable<ChannelEvent> {
    return this.#channel(topic)
  }

  /** Pushes an event to a channel that is joined, and emits the reply of the server. */
  push(push: Push): Observable<E.Either<RequestError<unknown>, unknown>> {
    return this.#push(push)
  }
}

/** A join is answered by a reply with the ref of the join. */
function refusalOf([join, ref, topic, event, payload]: Message): JoinRefused | undefined {
  if (event !== 'phx_reply' || join !== ref || !Reply.is(payload) || payload.status === 'ok') return undefined
  return new JoinRefused(topic, payload.response)
}
