import { expect } from 'chai'
import { expectTypeOf } from 'expect-type'
import { type Either } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import {
  type Bytes,
  clientRestart$,
  clientStart$,
  clientStop$,
  type Connection,
  type ConnectionError,
  type ConnectionEvent,
  type ConnectionOptions,
  type ConnectionSettings,
  type ConnectionState,
  defineConnection,
  type Either as PulsewireEither,
  error$,
  type HeartbeatOptions,
  json,
  type LeaseObservable,
  matchError,
  type Open,
  type PacedOptions,
  type PressureOptions,
  project,
  raw,
  receive$,
  type Rest,
  type RetryOptions,
  send,
  sent,
  start$,
  state$,
  stop$,
  type StopOptions,
} from 'pulsewire'
import type { IterateOptions } from 'pulsewire/iterable'
import type { Faults, PeerOptions } from 'pulsewire/testing'
import { map, type Observable, of, type Subscription } from 'rxjs'

interface Quote {
  readonly price: number
}
interface Order {
  readonly buy: string
}
const Quote: t.Type<Quote, unknown> = t.type({ price: t.number })
const Order: t.Type<Order, unknown> = t.type({ buy: t.string })

const quotes = defineConnection({ url: 'ws://peer/', codec: json(Quote, Order) })
const plain = defineConnection({ url: 'ws://peer/' })
const order: Order = { buy: 'EURUSD' }

/** The optional fields of `T` that refuse `undefined`. */
type RefusesUndefined<T> = {
  [Field in keyof T]-?: object extends Pick<T, Field> ? (undefined extends Required<T>[Field] ? never : Field) : never
}[keyof T]

describe('the types', () => {
  it('of a connection come from its codec; the default is strings', () => {
    expectTypeOf(quotes).toEqualTypeOf<Connection<Quote, Order>>()
    expectTypeOf(plain).toEqualTypeOf<Connection<string, string>>()
    expectTypeOf(defineConnection({ url: 'ws://peer/', codec: json(Quote) })).toEqualTypeOf<Connection<Quote, Quote>>()
    expectTypeOf(defineConnection({ url: 'ws://peer/', codec: raw })).toEqualTypeOf<
      Connection<string | Uint8Array, string | Bytes>
    >()
    // A connection that sends more stands wherever one that sends less is wanted.
    expectTypeOf(defineConnection({ url: 'ws://peer/', codec: raw })).toExtend<
      Connection<string | Uint8Array, string | Uint8Array>
    >()
    expectTypeOf(quotes).toExtend<Observable<ConnectionEvent<Quote>>>()
    expect(quotes.name).to.equal('ws://peer/')
  })

  it('of a connection without a codec cannot be claimed', () => {
    // @ts-expect-error -- without a codec messages are strings, whatever the type arguments say
    expect(defineConnection<Quote, Quote>({ url: 'ws://peer/' }).name).to.equal('ws://peer/')
  })

  it('of receive$ are those of what comes in, in .pipe() and in pipe of fp-ts', () => {
    expectTypeOf(quotes.pipe(receive$())).toEqualTypeOf<Observable<Quote>>()
    expectTypeOf(pipe(quotes, receive$())).toEqualTypeOf<Observable<Quote>>()
    expectTypeOf(pipe(clientStart$(quotes), receive$())).toEqualTypeOf<Observable<Quote>>()
    expectTypeOf(quotes.pipe(receive$({ binary: undefined }))).toEqualTypeOf<Observable<Quote>>()
    expectTypeOf(quotes.pipe(receive$({ binary: true }))).toEqualTypeOf<Observable<Uint8Array>>()
    expectTypeOf(quotes.pipe(receive$({ binary: false }))).toEqualTypeOf<Observable<string>>()
    expectTypeOf(pipe(quotes, receive$({ binary: true }))).toEqualTypeOf<Observable<Uint8Array>>()
    const either = quotes.name === '' ? true : false
    expectTypeOf(quotes.pipe(receive$({ binary: either }))).toEqualTypeOf<Observable<string | Uint8Array>>()
    void quotes.pipe(
      receive$(),
      map(({ price }) => price),
    )
  })

  it('of send refuse anything but what goes out', () => {
    expectTypeOf(of(order).pipe(send(quotes))).toEqualTypeOf<Observable<Either<ConnectionError, Order>>>()
    expectTypeOf(pipe(of(order), send(quotes))).toEqualTypeOf<Observable<Either<ConnectionError, Order>>>()
    // @ts-expect-error -- a Quote is no Order
    void of({ price: 1 }).pipe(send(quotes))
    // @ts-expect-error -- a Quote is no Order
    void pipe(of({ price: 1 }), send(quotes))
    // @ts-expect-error -- text is no Order
    void of('text').pipe(send(quotes))
    // @ts-expect-error -- a number is no string
    void of(7).pipe(send(plain))
  })

  it('of send({ binary }) take text and bytes whatever the codec', () => {
    expectTypeOf(of('a').pipe(send(quotes, { binary: true }))).toEqualTypeOf<
      Observable<Either<ConnectionError, string>>
    >()
    expectTypeOf(pipe(of(Uint8Array.of(1)), send(quotes, { binary: false }))).toExtend<
      Observable<Either<ConnectionError, Uint8Array>>
    >()
    // @ts-expect-error -- past the codec only text and bytes can be sent
    void of(order).pipe(send(quotes, { binary: true }))
  })

  it('of sent unwrap results', () => {
    expectTypeOf(of(order).pipe(send(quotes), sent())).toEqualTypeOf<Observable<Order>>()
    expectTypeOf(pipe(of(order), send(quotes), sent())).toEqualTypeOf<Observable<Order>>()
  })

  it('of the other nodes say what they emit', () => {
    expectTypeOf(quotes.pipe(start$())).toEqualTypeOf<Observable<Open>>()
    expectTypeOf(quotes.pipe(state$())).toEqualTypeOf<Observable<ConnectionState>>()
    expectTypeOf(quotes.pipe(error$())).toEqualTypeOf<Observable<ConnectionError>>()
    expectTypeOf(
      pipe(
        quotes,
        stop$(),
        map(({ _tag }) => _tag),
      ),
    ).toEqualTypeOf<Observable<'Waiting' | 'Closed' | 'Failed'>>()
    expectTypeOf(clientStart$(quotes)).toEqualTypeOf<LeaseObservable<Quote>>()
    expectTypeOf(clientStart$(quotes)).toExtend<Observable<ConnectionEvent<Quote>>>()
    expectTypeOf(clientStart$(quotes).subscribe()).toExtend<Subscription & Disposable>()
    expectTypeOf(quotes.state).toEqualTypeOf<ConnectionState>()
    expectTypeOf(clientStop$(quotes)).toEqualTypeOf<Observable<Rest>>()
    expectTypeOf(clientRestart$(quotes)).toEqualTypeOf<Observable<Open>>()
  })

  it('of a greeting and a heartbeat are those of the codec', () => {
    const connection = defineConnection({
      url: 'ws://peer/',
      codec: json(Quote, Order),
      greet: ({ receive$, send }) => {
        expectTypeOf(receive$).toEqualTypeOf<Observable<Quote>>()
        expectTypeOf(send).parameter(0).toEqualTypeOf<Order>()
        return receive$
      },
      heartbeat: { interval: 1, timeout: 1, message: order, isReply: ({ price }) => price === 0 },
    })
    expectTypeOf(connection).toEqualTypeOf<Connection<Quote, Order>>()
    void defineConnection({
      url: 'ws://peer/',
      codec: json(Quote, Order),
      // @ts-expect-error -- a Quote is no Order
      heartbeat: { interval: 1, timeout: 1, message: { price: 0 } },
    })
  })

  it('of a project without options are those of the default codec', () => {
    const { connection } = project({ connections: [{ name: 'chat', url: 'ws://peer/' }] })
    const chat = connection('chat')
    if (chat._tag === 'Right') expectTypeOf(chat.right).toEqualTypeOf<Connection<string, string>>()
    expect(chat._tag).to.equal('Right')
  })

  it('of matchError ask for a fallback, since tags may be added', () => {
    const advise = matchError({ HandshakeFailed: ({ status }) => String(status) }, ({ message }) => message)
    expectTypeOf(advise).toEqualTypeOf<(error: ConnectionError) => string>()
    // @ts-expect-error -- without a fallback
    expect(matchError({ NotOpen: () => 1 })).to.be.a('function')
  })

  it('of optional fields of options accept undefined, which counts as left out', () => {
    const options = { url: 'ws://peer/', port: undefined, retry: { factor: undefined }, outbox: { limit: undefined } }
    expect(defineConnection(options).name).to.equal('ws://peer/')
    expectTypeOf<RefusesUndefined<{ a?: 1; b?: 1 | undefined; c: 1 }>>().toEqualTypeOf<'a'>()
    expectTypeOf<RefusesUndefined<ConnectionOptions<Quote, Order>>>().toBeNever()
    expectTypeOf<RefusesUndefined<HeartbeatOptions<Quote, Order>>>().toBeNever()
    expectTypeOf<RefusesUndefined<RetryOptions>>().toBeNever()
    expectTypeOf<RefusesUndefined<ConnectionSettings>>().toBeNever()
    expectTypeOf<RefusesUndefined<PacedOptions>>().toBeNever()
    expectTypeOf<RefusesUndefined<PressureOptions>>().toBeNever()
    expectTypeOf<RefusesUndefined<StopOptions>>().toBeNever()
    expectTypeOf<RefusesUndefined<IterateOptions>>().toBeNever()
    expectTypeOf<RefusesUndefined<Faults>>().toBeNever()
    expectTypeOf<RefusesUndefined<PeerOptions>>().toBeNever()
  })

  it('name Either by pulsewire alone', () => {
    expectTypeOf<PulsewireEither<ConnectionError, string>>().toEqualTypeOf<Either<ConnectionError, string>>()
  })

  it('refuse a url that is missing, and options that do not exist', () => {
    // @ts-expect-error -- a connection leads somewhere
    expect(() => defineConnection({})).to.throw()
    // @ts-expect-error -- there is no such option
    expect(() => defineConnection({ url: 'ws://peer/', reconnect: true })).to.throw('reconnect: is unknown')
  })
})
