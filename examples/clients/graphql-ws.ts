import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { createClient } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'

import type { Start } from './client.ts'
import { linedServer } from './http-server.ts'

const echo = { type: GraphQLString, args: { value: { type: GraphQLString } } }
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: { echo: { ...echo, resolve: (_: unknown, { value }: { value: string }) => value } },
  }),
})

/** graphql-ws takes the class as `webSocketImpl`. */
export const start: Start = async (Class) => {
  const { server, listen, ...lined } = linedServer()
  useServer({ schema }, new WebSocketServer({ server }))
  const client = createClient({ url: `ws://${await listen()}/graphql`, webSocketImpl: Class, lazy: false })
  return {
    ...lined,
    roundTrip: async (value) => {
      const query = client.iterate<{ echo: string }>({ query: `{ echo(value: "${value}") }` })
      for await (const { data } of query) if (data?.echo !== value) throw new Error('another answer')
    },
    end: () => client.dispose(),
  }
}
