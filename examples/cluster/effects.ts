/** Prints the messages that the servers of the cluster have taken, as JSON, in their order. NATS_URL: the address of NATS. */
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { jetStreamStore } from 'pulsewire/session/jetstream'

const nats = await connect({ servers: process.env['NATS_URL'] ?? 'nats://127.0.0.1:4222' })
const clients = { client: jetstream(nats), manager: await jetstreamManager(nats) }
const { takenStream } = jetStreamStore(clients, { name: 'cluster' })

const { name } = await clients.manager.consumers.add(takenStream, {
  ack_policy: AckPolicy.None,
  deliver_policy: DeliverPolicy.All,
})
const consumer = await clients.client.consumers.get(takenStream, name)
const { state } = await clients.manager.streams.info(takenStream)
const effects: string[] = []
while (effects.length < state.messages) {
  const messages = await consumer.fetch({ max_messages: 500, expires: 1_000 })
  for await (const message of messages) effects.push(message.string())
}
console.log(JSON.stringify(effects))
await nats.close()
