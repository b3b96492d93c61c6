import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Connection } from 'pulsewire'
import { request, type RequestError } from 'pulsewire/request'
import { map, type Observable } from 'rxjs'

/** A method of the peer: its name, and the types of its params and its result. */
export interface Method<Params, Result> {
  readonly name: string
  readonly params: t.Encoder<Params, unknown>
  readonly result: t.Decoder<unknown, Result>
}

/** A method and the params to call it with. */
export interface Call<Result> {
  readonly name: string
  readonly params: unknown
  readonly result: t.Decoder<unknown, Result>
}

export function method<Params, Result>(
  name: string,
  params: t.Encoder<Params, unknown>,
  result: t.Decoder<unknown, Result>,
): Method<Params, Result> {
  return { name, params, result }
}

/** The error of a JSON-RPC 2.0 response. */
export const RpcError = t.intersection([t.type({ code: t.number, message: t.string }), t.partial({ data: t.unknown })])
export type RpcError = t.TypeOf<typeof RpcError>

const Id = t.union([t.number, t.string, t.null])
const Invocation = t.intersection([
  t.type({ jsonrpc: t.literal('2.0'), method: t.string }),
  t.partial({ id: Id, params: t.unknown }),
])
const Response = t.intersection([
  t.type({ jsonrpc: t.literal('2.0'), id: Id }),
  t.partial({ result: t.unknown, error: RpcError }),
])
type Response = t.TypeOf<typeof Response>
const Single = t.union([Invocation, Response])

/** A message of either peer. `json(Message)` is the codec of a connection that speaks JSON-RPC. */
export const Message = t.union([t.array(Single), Single])
export type Message = t.TypeOf<typeof Message>

/** `Refused` carries the peer's error, or the problems of a result that is not of the method's type. */
export type RpcFailure = RequestError<RpcError | t.Errors>
type Refusal = RpcError | t.Errors
type Results<Calls> = { -readonly [K in keyof Calls]: Calls[K] extends Call<infer R> ? E.Either<Refusal, R> : never }

/** Both peers may number from 1: a message with a method is a request of the peer, and answers nothing. */
const responsesIn = (message: Message): ReadonlyArray<Response> =>
  (Array.isArray(message) ? message : [message]).filter((one): one is Response => !('method' in one))

const missing: RpcError = { code: -32_603, message: 'the batch was answered without this call' }

function resultOf({ result }: Call<unknown>, response: Response | undefined): E.Either<Refusal, unknown> {
  if (response === undefined) return E.left(missing)
  return response.error === undefined ? result.decode(response.result) : E.left(response.error)
}

/** JSON-RPC 2.0. The id of a call is `REQUEST.INDEX`: a batch is one request, whatever the order of its responses. */
export class JsonRpc {
  readonly #send: (
    calls: ReadonlyArray<Call<unknown>>,
  ) => Observable<E.Either<RpcFailure, ReadonlyArray<E.Either<Refusal, unknown>>>>

  constructor(connection: Connection<Message, Message>) {
    this.#send = request(connection, {
      ask: (id, calls: ReadonlyArray<Call<unknown>>): Message => {
        const messages = calls.map(({ name, params }, index) => ({
          jsonrpc: '2.0' as const,
          id: `${id}.${index}`,
          method: name,
          params,
        }))
        const [first, ...others] = messages
        return first !== undefined && others.length === 0 ? first : messages
      },
      idOf: (message) => {
        const [first] = responsesIn(message)
        return first === undefined ? undefined : Number.parseInt(String(first.id), 10)
      },
      read: (message, calls): E.Either<Refusal, ReadonlyArray<E.Either<Refusal, unknown>>> => {
        const responses = new Map(responsesIn(message).map((one) => [String(one.id).split('.')[1], one]))
        return E.right(calls.map((call, index) => resultOf(call, responses.get(String(index)))))
      },
    })
  }

  /** Describes a call, for a batch. */
  call<Params, Result>({ name, params, result }: Method<Params, Result>, given: NoInfer<Params>): Call<Result> {
    return { name, params: params.encode(given), result }
  }

  /** Sends one call. A result of another type than the method's is a `Left`. */
  request<Params, Result>(
    described: Method<Params, Result>,
    given: NoInfer<Params>,
  ): Observable<E.Either<RpcFailure | Refusal, Result>> {
    return this.batch([this.call(described, given)]).pipe(
      map((results) => (E.isLeft(results) ? results : results.right[0])),
    )
  }

  /** Sends calls in one message. Emits a result for each, or the one error that all of them share. */
  batch<const Calls extends ReadonlyArray<Call<unknown>>>(
    calls: Calls,
  ): Observable<E.Either<RpcFailure, Results<Calls>>> {
    return this.#send(calls) as Observable<E.Either<RpcFailure, Results<Calls>>>
  }
}
