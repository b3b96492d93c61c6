import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { type Connection, type ConnectionOptions, defineConnection, json, receive$, send, sent } from 'pulsewire'
import { request, type RequestError } from 'pulsewire/request'
import { topics } from 'pulsewire/topics'
import { defer, filter, finalize, first, from, map, type Observable, tap } from 'rxjs'

/** An operation, as GraphQL over HTTP has it. */
export interface Operation {
  readonly query: string
  readonly operationName?: string
  readonly variables?: Readonly<Record<string, unknown>>
}

const Problem = t.intersection([t.type({ message: t.string }), t.partial({ path: t.array(t.unknown) })])
export type Problem = t.TypeOf<typeof Problem>

/** A result of an operation. `data` is the server's: decode it with a type of your own. */
const Result = t.partial({ data: t.unknown, errors: t.array(Problem) })
export type Result = t.TypeOf<typeof Result>

const Incoming = t.union([
  t.type({ type: t.literal('next'), id: t.string, payload: Result }),
  t.type({ type: t.literal('error'), id: t.string, payload: t.array(Problem) }),
  t.type({ type: t.literal('complete'), id: t.string }),
  t.intersection([t.type({ type: t.literal('connection_ack') }), t.partial({ payload: t.unknown })]),
  t.type({ type: t.keyof({ ping: null, pong: null }) }),
])
type Incoming = t.TypeOf<typeof Incoming>

interface Outgoing {
  readonly type: 'connection_init' | 'subscribe' | 'complete' | 'ping' | 'pong'
  readonly id?: string
  readonly payload?: unknown
}
type GraphQlConnection = Connection<Incoming, Outgoing>

/**
 * A connection that speaks graphql-transport-ws. Its greeting sends `init`, such as a token; the payload of the server's
 * acknowledgement is `Open.greeting`.
 */
export function graphqlConnection(
  options: Pick<ConnectionOptions<Incoming, Outgoing>, 'url' | 'retry'>,
  init: () => unknown = () => undefined,
): GraphQlConnection {
  return defineConnection({
    ...options,
    protocols: 'graphql-transport-ws',
    codec: json(Incoming, t.unknown as t.Type<Outgoing>),
    greet: ({ receive$, send }) => {
      send({ type: 'connection_init', payload: init() })
      return receive$.pipe(
        first(({ type }) => type === 'connection_ack'),
        map((ack) => ('payload' in ack ? ack.payload : undefined)),
      )
    },
    heartbeat: {
      interval: 30_000,
      timeout: 10_000,
      message: { type: 'ping' },
      isReply: ({ type }) => type === 'pong',
    },
  })
}

/** The server has refused an operation. */
export class OperationRefused extends Error {
  readonly problems: ReadonlyArray<Problem>

  constructor(problems: ReadonlyArray<Problem>) {
    super(problems.map(({ message }) => message).join('; '))
    this.problems = problems
  }
}

/** The operations of a connection. Make one for a connection. */
export class GraphQl {
  readonly #operations = new Map<string, Operation>()
  readonly #results: (id: string) => Observable<Result>
  readonly #ask: (operation: Operation) => Observable<E.Either<RequestError<ReadonlyArray<Problem>>, Result>>
  #last = 0

  constructor(connection: GraphQlConnection) {
    // The protocol has one message for each operation. `volatile`: for the socket that is open now.
    const announce = (ids: ReadonlyArray<string>, message: (id: string) => Outgoing): Observable<unknown> =>
      from(ids).pipe(map(message), send(connection, { volatile: true }), sent())
    this.#results = topics(connection, {
      keyOf: (message: Incoming) => ('id' in message ? message.id : undefined),
      subscribe: (ids: ReadonlyArray<string>) =>
        announce(ids, (id) => ({ type: 'subscribe', id, payload: this.#operations.get(id) })),
      unsubscribe: (ids) => announce(ids, (id) => ({ type: 'complete', id })),
      isLast: ({ type }) => type === 'complete' || type === 'error',
      through: (messages$) =>
        messages$.pipe(
          tap((message) => {
            if (message.type === 'error') throw new OperationRefused(message.payload)
          }),
          filter((message) => message.type === 'next'),
          map(({ payload }) => payload),
        ),
    })
    this.#ask = request(connection, {
      nextId: () => `r${++this.#last}`,
      ask: (id: string, payload: Operation): Outgoing => ({ type: 'subscribe', id, payload }),
      idOf: (message) => (message.type === 'next' || message.type === 'error' ? message.id : undefined),
      read: (message): E.Either<ReadonlyArray<Problem>, Result> =>
        message.type === 'next'
          ? E.right(message.payload)
          : message.type === 'error'
            ? E.left(message.payload)
            : never(),
      cancel: (id): Outgoing => ({ type: 'complete', id }),
    })
  }

  /** A subscription. It goes on across reconnects, and ends when the server completes it. Errors with `OperationRefused`. */
  subscribe(operation: Operation): Observable<Result> {
    return defer(() => {
      const id = `s${++this.#last}`
      this.#operations.set(id, operation)
      return this.#results(id).pipe(finalize(() => this.#operations.delete(id)))
    })
  }

  /** A query or a mutation: exactly one result. A mutation is never sent twice. */
  execute(operation: Operation): Observable<E.Either<RequestError<ReadonlyArray<Problem>>, Result>> {
    return this.#ask(operation)
  }
}

/** Answers the pings of the server, for as long as it is subscribed. */
export function answerPings$(connection: GraphQlConnection): Observable<unknown> {
  return connection.pipe(
    receive$(),
    filter(({ type }) => type === 'ping'),
    map((): Outgoing => ({ type: 'pong' })),
    send(connection, { volatile: true }),
  )
}

function never(): never {
  throw new Error('idOf lets no other message through')
}
