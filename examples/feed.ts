import * as t from 'io-ts'
import { type Codec, json } from 'pulsewire'

/** What the quotes feed says: a welcome to who says hello, then prices to who subscribes. */
export type FromFeed = { readonly welcome: string } | { readonly symbol: string; readonly price: number }

/** What the quotes feed is told. */
export type ToFeed = { readonly hello: string } | { readonly subscribe: string }

const FromFeed: t.Type<FromFeed, unknown> = t.union([
  t.type({ symbol: t.string, price: t.number }),
  t.type({ welcome: t.string }),
])

const ToFeed: t.Type<ToFeed, unknown> = t.union([t.type({ hello: t.string }), t.type({ subscribe: t.string })])

/** The types of both directions: a message that has neither shape becomes an error, not a value. */
export const feed: Codec<FromFeed, ToFeed> = json(FromFeed, ToFeed)
