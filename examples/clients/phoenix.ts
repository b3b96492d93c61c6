import { Socket } from 'phoenix'

import { publishUntil, type Start } from './client.ts'
import { textServer } from './http-server.ts'

/** phoenix takes the class as `transport`. */
export const start: Start = async (Class) => {
  // Its server is written in Elixir: this one confirms every join, and answers every push with its payload.
  const { address, ...lined } = await textServer((message, send) => {
    const [joinRef, ref, topic, event, payload] = JSON.parse(message) as ReadonlyArray<unknown>
    const response = event === 'echo' ? payload : {}
    send(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response }]))
  })
  const socket = new Socket(`ws://${address}/socket`, { transport: Class })
  const got: string[] = []
  socket.connect()
  const channel = socket.channel('room')
  channel.join()
  return {
    ...lined,
    roundTrip: (value) =>
      publishUntil(value, got, () =>
        channel.push('echo', { value }).receive('ok', (answer: { value: string }) => got.push(answer.value)),
      ),
    end: () => socket.disconnect(),
  }
}
