import { expect } from 'chai'
import { expectTypeOf } from 'expect-type'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { clientStart$, clientStop$, defineConnection, json } from 'pulsewire'
import { firstValueFrom, lastValueFrom, type Observable } from 'rxjs'

import { JsonRpc, Message, method, type RpcError, type RpcFailure } from '../../../examples/patterns/json-rpc.ts'
import { type RecipeServer, serve } from '../../../examples/resilience/serve.ts'

const subtract = method('subtract', t.tuple([t.number, t.number]), t.number)
const greet = method('greet', t.type({ name: t.string }), t.string)
const lie = method('lie', t.type({}), t.number)

interface Received {
  readonly id: string
  readonly method: string
  readonly params: unknown
}

function answer({ id, method: name, params }: Received): object {
  const response = { jsonrpc: '2.0', id }
  if (name === 'subtract') return { ...response, result: (params as number[]).reduce((a, b) => a - b) }
  if (name === 'greet') return { ...response, result: `hello ${(params as { name: string }).name}` }
  if (name === 'lie') return { ...response, result: 'seven' }
  return { ...response, error: { code: -32_601, message: 'method not found' } }
}

describe('the JSON-RPC recipe', () => {
  let server: RecipeServer
  let close: () => Promise<void>
  let rpc: JsonRpc

  before(async () => {
    server = await serve((socket) => {
      socket.on('message', (data) => {
        const received = JSON.parse((data as Buffer).toString()) as Received | Received[]
        // A request of the server with an id of ours comes first, and a batch is answered in reverse.
        socket.send(
          JSON.stringify({
            jsonrpc: '2.0',
            id: Array.isArray(received) ? received[0]?.id : received.id,
            method: 'ping',
          }),
        )
        socket.send(JSON.stringify(Array.isArray(received) ? received.map(answer).reverse() : answer(received)))
      })
    })
    const connection = defineConnection({ url: `ws://127.0.0.1:${server.port}`, codec: json(Message) })
    clientStart$(connection).subscribe({ error: () => undefined })
    rpc = new JsonRpc(connection)
    close = async () => {
      await lastValueFrom(clientStop$(connection))
      await server.close()
    }
  })

  after(() => close())

  it('a call is typed end to end', async () => {
    const result$ = rpc.request(subtract, [42, 23])
    expectTypeOf(result$).toEqualTypeOf<Observable<E.Either<RpcFailure | RpcError | t.Errors, number>>>()
    expect(await firstValueFrom(result$)).to.deep.equal(E.right(19))
    // @ts-expect-error -- subtract takes two numbers
    void (() => rpc.request(subtract, [42]))
    // @ts-expect-error -- greet takes a name
    void (() => rpc.request(greet, { nick: 'x' }))
  })

  it('a result of another type is a Left', async () => {
    const result = await firstValueFrom(rpc.request(lie, {}))
    expect(result).to.have.nested.property('left[0].value', 'seven')
  })

  it('an error of the peer is a Left', async () => {
    const result = await firstValueFrom(rpc.request(method('none', t.type({}), t.number), {}))
    expect(result).to.deep.equal(E.left({ code: -32_601, message: 'method not found' }))
  })

  it('a batch is one message, answered in any order', async () => {
    const batch$ = rpc.batch([rpc.call(subtract, [5, 3]), rpc.call(greet, { name: 'you' }), rpc.call(lie, {})])
    const result = await firstValueFrom(batch$)
    if (E.isLeft(result)) throw result.left
    const [difference, greeting, lied] = result.right
    expectTypeOf(greeting).toEqualTypeOf<E.Either<RpcError | t.Errors, string>>()
    expect([difference, greeting, lied._tag]).to.deep.equal([E.right(2), E.right('hello you'), 'Left'])
  })
})
