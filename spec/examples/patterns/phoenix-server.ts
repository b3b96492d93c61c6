import type { WebSocket } from 'ws'

import { type RecipeServer, serve } from '../../../examples/resilience/serve.ts'

type Message = [join: string | null, ref: string | null, topic: string, event: string, payload: unknown]

/** A server that speaks the second serializer of Phoenix, as a channel with an `echo` and a `crash` does. */
export interface PhoenixServer extends RecipeServer {
  /** The topics that each open socket has joined. */
  readonly joined: () => ReadonlyArray<ReadonlyArray<string>>
  /** Everything that clients sent: `join x`, `leave x`, `echo x`. */
  readonly log: string[]
  readonly broadcast: (topic: string, event: string, payload: unknown) => void
}

/** @param refuses - a topic that nobody may join */
export async function servePhoenix(refuses: string): Promise<PhoenixServer> {
  const sockets = new Map<WebSocket, Map<string, string>>()
  const log: string[] = []
  const server = await serve((socket) => {
    const joins = new Map<string, string>()
    sockets.set(socket, joins)
    socket.on('close', () => sockets.delete(socket))
    const say = (...message: Message): void => socket.send(JSON.stringify(message))
    socket.on('message', (data) => {
      const [join, ref, topic, event, payload] = JSON.parse((data as Buffer).toString()) as Message
      log.push(`${event.replace('phx_', '')} ${topic}`)
      const reply = (status: string, response: unknown): void =>
        say(join, ref, topic, 'phx_reply', { status, response })
      const former = joins.get(topic)
      if (topic === 'phoenix') say(null, ref, topic, 'phx_reply', { status: 'ok', response: {} })
      else if (event === 'phx_join') {
        if (topic === refuses) return reply('error', { reason: 'unauthorized' })
        // A second join closes the first one.
        if (former !== undefined) say(former, former, topic, 'phx_close', {})
        joins.set(topic, join ?? '')
        reply('ok', {})
      } else if (former === undefined) reply('error', { reason: 'unmatched topic' })
      else if (event === 'phx_leave') {
        joins.delete(topic)
        reply('ok', {})
        say(former, former, topic, 'phx_close', {})
      } else if (event === 'echo') reply('ok', payload)
      else if (event === 'end') {
        joins.delete(topic)
        say(former, former, topic, 'phx_close', {})
      } else if (event === 'crash') {
        joins.delete(topic)
        say(former, former, topic, 'phx_error', {})
      } else reply('error', { reason: `no ${event}` })
    })
  })
  return {
    ...server,
    log,
    joined: () => [...sockets.values()].map((joins) => [...joins.keys()].sort()),
    broadcast: (topic, event, payload) => {
      for (const [socket, joins] of sockets) {
        if (joins.has(topic)) socket.send(JSON.stringify([null, null, topic, event, payload]))
      }
    },
  }
}
