import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { initTRPC } from '@trpc/server'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocketServer } from 'ws'

import { askUntil, type Start } from './client.ts'
import { linedServer } from './http-server.ts'

const t = initTRPC.create()
const router = t.router({
  echo: t.procedure.input((value: unknown) => String(value)).query(({ input }) => input),
})

/** tRPC takes the class as `WebSocket`. */
export const start: Start = async (Class) => {
  const { server, listen, ...lined } = linedServer()
  applyWSSHandler({ wss: new WebSocketServer({ server }), router })
  const ws = createWSClient({ url: `ws://${await listen()}`, WebSocket: Class as never })
  const client = createTRPCClient<typeof router>({ links: [wsLink({ client: ws })] })
  return {
    ...lined,
    roundTrip: (value) => askUntil(value, () => client.echo.query(value)),
    end: () => ws.close(),
  }
}
