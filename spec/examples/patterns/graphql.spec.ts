import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import { expect } from 'chai'
import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { clientStart$, clientStop$, type Open, start$ } from 'pulsewire'
import { filter, firstValueFrom, lastValueFrom, map, merge, take, tap, toArray } from 'rxjs'
import { WebSocketServer } from 'ws'

import { answerPings$, GraphQl, graphqlConnection, OperationRefused } from '../../../examples/patterns/graphql.ts'
import * as E from '../../../lib/model/either.ts'

/** The subscriptions that the server is executing, and a signal for each change. */
class Alive {
  count = 0
  #changed: () => void = () => undefined

  add(by: number): void {
    this.count += by
    this.#changed()
  }

  async reaches(count: number): Promise<void> {
    while (this.count !== count) await new Promise<void>((resolve) => (this.#changed = resolve))
  }
}

/** Counts from 1 to `to`, or for ever. */
async function* countTo(to: number, alive: Alive): AsyncGenerator<{ readonly count: number }> {
  alive.add(1)
  try {
    for (let count = 1; count <= to; count++) {
      yield { count }
      await new Promise((resolve) => setImmediate(resolve))
    }
  } finally {
    alive.add(-1)
  }
}

const schemaOf = (alive: Alive, effects: string[]): GraphQLSchema =>
  new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        greet: { type: GraphQLString, args: { name: { type: GraphQLString } }, resolve: (_, { name }) => `hi ${name}` },
      },
    }),
    mutation: new GraphQLObjectType({
      name: 'Mutation',
      fields: {
        add: {
          type: GraphQLInt,
          args: { what: { type: GraphQLString } },
          resolve: (_, { what }: { what: string }) => effects.push(what),
        },
      },
    }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        count: {
          type: GraphQLInt,
          args: { to: { type: GraphQLInt } },
          subscribe: (_, { to }: { to?: number }) => countTo(to ?? Infinity, alive),
        },
      },
    }),
  })

describe('the GraphQL recipe, with the server of graphql-ws', () => {
  const alive = new Alive()
  const effects: string[] = []
  let server: WebSocketServer
  let api: GraphQl
  let connection: ReturnType<typeof graphqlConnection>

  before(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    await once(server, 'listening')
    useServer(
      {
        schema: schemaOf(alive, effects),
        onConnect: ({ connectionParams }) => ({ hello: connectionParams?.['user'] }),
      },
      server,
    )
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
    connection = graphqlConnection({ url, retry: { initialDelay: 1 } }, () => ({ user: 'ada' }))
    api = new GraphQl(connection)
    merge(clientStart$(connection), answerPings$(connection)).subscribe({ error: () => undefined })
  })

  after(async () => {
    await lastValueFrom(clientStop$(connection))
    server.close()
    await once(server, 'close')
  })

  const count = map(({ data }: { data?: unknown }) => (data as { readonly count: number }).count)

  it('greets with a payload, and Open carries the acknowledgement', async () => {
    const { greeting }: Open = await firstValueFrom(connection.pipe(start$()))
    expect(greeting).to.deep.equal({ hello: 'ada' })
  })

  it('a subscription runs to its end, and the server executes none any more', async () => {
    const counts$ = api.subscribe({ query: 'subscription ($to: Int) { count(to: $to) }', variables: { to: 3 } })
    expect(await lastValueFrom(counts$.pipe(count, toArray()))).to.deep.equal([1, 2, 3])
    await alive.reaches(0)
  })

  it('a refused operation errors, and others go on', async () => {
    const other = firstValueFrom(api.subscribe({ query: 'subscription { count }' }).pipe(count))
    const error: unknown = await lastValueFrom(api.subscribe({ query: 'subscription { nothing }' })).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).to.be.an.instanceOf(OperationRefused)
    expect(error).to.have.property('message').that.includes('Cannot query field "nothing"')
    expect(await other).to.equal(1)
    await alive.reaches(0)
  })

  it('a query and a mutation are requests with one result', async () => {
    const query = { query: 'query ($name: String) { greet(name: $name) }', variables: { name: 'bob' } }
    expect(await lastValueFrom(api.execute(query))).to.deep.equal(E.right({ data: { greet: 'hi bob' } }))
    const mutation = { query: 'mutation { add(what: "tea") }' }
    expect(await lastValueFrom(api.execute(mutation))).to.deep.equal(E.right({ data: { add: 1 } }))
    expect(effects).to.deep.equal(['tea'])
    const refused = await lastValueFrom(api.execute({ query: 'query { nothing }' }))
    expect(refused).to.have.nested.property('left._tag', 'Refused')
  })

  it('a subscription is subscribed again after a drop, and unsubscribed at the server at its end', async () => {
    const drop = (): void => {
      for (const socket of server.clients) socket.terminate()
    }
    // The server counts from 1 for each subscription.
    const begins$ = api.subscribe({ query: 'subscription { count }' }).pipe(
      count,
      filter((n) => n === 1),
      tap(drop),
      take(2),
      toArray(),
    )
    expect(await lastValueFrom(begins$)).to.deep.equal([1, 1])
    await alive.reaches(0)
  })
})
