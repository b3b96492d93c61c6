import { publishUntil, type Start } from './client.ts'
import { textServer } from './http-server.ts'

interface PusherMessage {
  readonly event: string
  readonly channel?: string
  readonly data?: unknown
}

/**
 * pusher-js has no option for the class: its builds for browsers and workers take `globalThis.WebSocket`, its build for
 * Node another library.
 */
export const start: Start = async (Class) => {
  const established = { event: 'pusher:connection_established', data: '{"socket_id":"1.1","activity_timeout":120}' }
  const { address, ...lined } = await textServer(
    (message, send) => {
      const { event, channel, data } = JSON.parse(message) as PusherMessage
      if (event === 'pusher:ping') send('{"event":"pusher:pong","data":"{}"}')
      else if (event === 'pusher:subscribe') {
        const room = (data as { readonly channel: string }).channel
        send(JSON.stringify({ event: 'pusher_internal:subscription_succeeded', channel: room, data: '{}' }))
      } else send(JSON.stringify({ event, channel, data: JSON.stringify(data) }))
    },
    (send) => send(JSON.stringify(established)),
  )
  Object.assign(globalThis, { WebSocket: Class, self: globalThis })
  const { default: Pusher } = await import('pusher-js/worker/index.js')
  const [wsHost, port] = address.split(':') as [string, string]
  const client = new Pusher('key', {
    ...{ cluster: '', wsHost, wsPort: Number(port), forceTLS: false, enabledTransports: ['ws'], disableStats: true },
  })
  const got: string[] = []
  client.subscribe('room').bind('echo', ({ value }: { value: string }) => got.push(value))
  return {
    ...lined,
    roundTrip: (value) => publishUntil(value, got, () => client.send_event('echo', { value }, 'room')),
    end: () => client.disconnect(),
  }
}
