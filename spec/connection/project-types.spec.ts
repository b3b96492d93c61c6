import { expect } from 'chai'
import { expectTypeOf } from 'expect-type'
import * as t from 'io-ts'
import { type Bytes, type Connection, json, project, raw } from 'pulsewire'

const settings = {
  connections: ['chat', 'quotes', 'bytes'].map((name) => ({ name, url: `ws://peer/${name}` })),
}
const quotesCodec = json(t.type({ price: t.number }), t.type({ subscribe: t.string }))

type Price = { price: number }
type Subscribe = { subscribe: string }

describe('the types of a project', () => {
  it('come from the codec that the options name, also where a greeting or a heartbeat is given', () => {
    const { connection } = project(settings, {
      chat: { retry: { jitter: 'none' }, greet: ({ receive$ }) => (expectTypeOf(receive$).not.toBeAny(), receive$) },
      quotes: {
        codec: quotesCodec,
        greet: ({ receive$, send }) => {
          expectTypeOf(send).parameter(0).toEqualTypeOf<Subscribe>()
          return receive$
        },
        heartbeat: { interval: 1, timeout: 1, message: { subscribe: 'life' }, isReply: ({ price }) => price === 0 },
      },
      bytes: { codec: raw },
    })
    const [chat, quotes, bytes] = [connection('chat'), connection('quotes'), connection('bytes')]
    if (chat._tag === 'Left' || quotes._tag === 'Left' || bytes._tag === 'Left') throw new Error('a name is unknown')
    expectTypeOf(chat.right).toEqualTypeOf<Connection<string, string>>()
    expectTypeOf(quotes.right).toEqualTypeOf<Connection<Price, Subscribe>>()
    expectTypeOf(bytes.right).toEqualTypeOf<Connection<string | Uint8Array, string | Bytes>>()
    expect(quotes.right.codec).to.equal(quotesCodec)
  })

  it('are text where the options name nothing', () => {
    const chat = project(settings).connection('chat')
    if (chat._tag === 'Left') throw chat.left
    expectTypeOf(chat.right).toEqualTypeOf<Connection<string, string>>()
    expect(chat.right.name).to.equal('chat')
  })

  it('refuse what no connection takes', () => {
    // @ts-expect-error -- no such option
    project(settings, { chat: { retries: false } })
    // @ts-expect-error -- a number is no codec
    project(settings, { chat: { codec: 3 } })
    // @ts-expect-error -- the address is the settings' part
    project(settings, { chat: { url: 'ws://peer' } })
  })
})
