import * as t from 'io-ts'
import { type Codec, json } from 'pulsewire'

/** Messages of the quotes feed: a welcome as the answer to a hello, then prices of the subscribed symbol. */
export type FromFeed = { readonly welcome: string } | { readonly symbol: string; readonly price: number }

/** Messages to the quotes feed. */
export type ToFeed = { readonly hello: string } | { readonly subscribe: string }

const FromFeed: t.Type<FromFeed, unknown> = t.union([
  t.type({ symbol: t.string, price: t.number }),
  t.type({ welcome: t.string }),
])

export const ToFeed: t.Type<ToFeed, unknown> = t.union([t.type({ hello: t.string }), t.type({ subscribe: t.string })])

/** Checks the messages of both directions: a message of another shape becomes an error, not a value. */
export const feed: Codec<FromFeed, ToFeed> = json(FromFeed, ToFeed)
