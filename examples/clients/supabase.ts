import { RealtimeClient } from '@supabase/realtime-js'

import { publishUntil, type Start } from './client.ts'
import { textServer } from './http-server.ts'

interface ChannelMessage {
  readonly topic: string
  readonly event: string
  readonly ref?: string
  readonly payload: unknown
}

/** realtime-js takes the class as `transport`. */
export const start: Start = async (Class) => {
  // Its server is written in Elixir: this one confirms every join, and sends each broadcast back.
  const { address, ...lined } = await textServer((message, send) => {
    const { topic, event, ref, payload } = JSON.parse(message) as ChannelMessage
    if (event === 'broadcast') send(message)
    else send(JSON.stringify({ topic, ref, event: 'phx_reply', payload: { status: 'ok', response: payload } }))
  })
  const client = new RealtimeClient(`ws://${address}/realtime`, { transport: Class, params: { apikey: 'key' } })
  const got: string[] = []
  const channel = client.channel('room', { config: { broadcast: { self: true } } })
  channel.on('broadcast', { event: 'echo' }, ({ payload }) => got.push((payload as { value: string }).value))
  await new Promise<void>((resolve) => {
    channel.subscribe((status) => {
      if (status === 'SUBSCRIBED') resolve()
    })
  })
  return {
    ...lined,
    roundTrip: (value) =>
      // While it is not joined, `send` would use HTTP.
      publishUntil(
        value,
        got,
        () => channel.state === 'joined' && channel.send({ type: 'broadcast', event: 'echo', payload: { value } }),
      ),
    end: () => client.disconnect(),
  }
}
