import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { initTRPC } from '@trpc/server'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocketServer } from 'ws'

import type { Start } from './client.ts'
import { countedServer } from './http-server.ts'

const t = initTRPC.create()
const router = t.router({
  echo: t.procedure.input((value: unknown) => String(value)).query(({ input }) => input),
})

/** tRPC takes the class as `WebSocket`. */
export const start: Start = async (Class) => {
  const { server, listen, ...counted } = countedServer()
  applyWSSHandler({ wss: new WebSocketServer({ server }), router })
  const ws = createWSClient({ url: `ws://${await listen()}`, WebSocket: Class as never, retryDelayMs: () => 50 })
  const client = createTRPCClient<typeof router>({ links: [wsLink({ client: ws })] })
  return {
    ...counted,
    roundTrip: async (value) => {
      const deadline = Date.now() + 10_000
      while (Date.now() < deadline) {
        const answer = await client.echo.query(value).catch(() => undefined)
        if (answer === value) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      throw new Error('no answer')
    },
    end: () => ws.close(),
  }
}
