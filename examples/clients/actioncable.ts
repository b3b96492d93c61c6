import { adapters, createConsumer } from '@rails/actioncable'

import { publishUntil, type Start } from './client.ts'
import { textServer } from './http-server.ts'

interface CableCommand {
  readonly command: string
  readonly identifier: string
  readonly data?: string
}

/** Action Cable takes the class in `adapters`. It was written for pages, of which it needs two globals. */
export const start: Start = async (Class) => {
  // Its server is Rails: this one confirms every subscription, and sends the data of each message back.
  const { address, ...lined } = await textServer(
    (message, send) => {
      const { command, identifier, data } = JSON.parse(message) as CableCommand
      if (command === 'subscribe') send(JSON.stringify({ identifier, type: 'confirm_subscription' }))
      if (data !== undefined) send(JSON.stringify({ identifier, message: JSON.parse(data) as unknown }))
    },
    (send) => send('{"type":"welcome"}'),
  )
  const nothing = (): void => undefined
  const page = { visibilityState: 'visible' }
  Object.assign(globalThis, { document: page, addEventListener: nothing, removeEventListener: nothing })
  adapters.WebSocket = Class
  const got: string[] = []
  const consumer = createConsumer(`ws://${address}/cable`)
  const subscription = consumer.subscriptions.create('Room', {
    received: ({ value }: { value: string }) => got.push(value),
  })
  return {
    ...lined,
    roundTrip: (value) => publishUntil(value, got, () => subscription.send({ value })),
    end: () => consumer.disconnect(),
  }
}
