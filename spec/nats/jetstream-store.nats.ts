import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { expect } from 'chai'
import { type JetStreamStore, jetStreamStore } from 'pulsewire/session/jetstream'

import { type NatsServer, startNats } from './nats-server.ts'

describe('a store of sessions over JetStream', () => {
  let server: NatsServer
  const connections: NatsConnection[] = []
  let stores = 0

  /** A store of another process: it has a connection of its own. */
  const storeOf = async (name: string): Promise<JetStreamStore> => {
    const nats = await connect({ servers: server.url })
    connections.push(nats)
    return jetStreamStore({ client: jetstream(nats), manager: await jetstreamManager(nats) }, { name })
  }
  const newName = (): string => `spec-${++stores}`

  before(async () => {
    server = await startNats()
  })

  after(async () => {
    await Promise.all(connections.map(async (connection) => connection.close()))
    await server.stop()
  })

  it('loads what was appended and taken, text and bytes, from the number that the client has', async () => {
    const name = newName()
    const [first, second] = [await storeOf(name), await storeOf(name)]
    await first.create('id', 'ada')
    const bytes = new Uint8Array([0, 1, 255])
    await Promise.all([first.append('id', 1, 'a "text" ü'), first.append('id', 2, bytes), first.append('id', 3, '')])
    await first.append('id', 4, 'd')
    await Promise.all([first.take('id', 1, 'x'), first.take('id', 2, bytes)])
    expect(await second.load('id', 'ada', 0)).to.deep.equal({
      got: 2,
      sent: 4,
      window: ['a "text" ü', bytes, '', 'd'],
    })
    expect((await second.load('id', 'ada', 2))?.window).to.deep.equal(['', 'd'])
    expect((await second.load('id', 'ada', 4))?.window).to.deep.equal([])
  })

  it('knows no session of another id or user', async () => {
    const name = newName()
    const [first, second] = [await storeOf(name), await storeOf(name)]
    await first.create('id', 'ada')
    expect(await second.load('other', 'ada', 0)).to.equal(undefined)
    expect(await second.load('id', 'eve', 0)).to.equal(undefined)
    // Nothing was taken over.
    await first.append('id', 1, 'a')
  })

  it('refuses the writes of a process that has lost the session, and goes on at the new one', async () => {
    const name = newName()
    const [first, second] = [await storeOf(name), await storeOf(name)]
    await first.create('id', '')
    await first.append('id', 1, 'a')
    await second.load('id', '', 0)
    const refused = await Promise.allSettled([first.append('id', 2, 'stale'), first.append('id', 3, 'stale')])
    expect(refused.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    await second.append('id', 2, 'b')
    expect((await first.load('id', '', 0))?.window).to.deep.equal(['a', 'b'])
  })

  it('of many processes that take a session over at once, the last one has it', async () => {
    const name = newName()
    const owners = await Promise.all(Array.from({ length: 4 }, async () => storeOf(name)))
    await owners[0]!.create('id', '')
    await Promise.all(owners.map(async (store) => store.load('id', '', 0)))
    const results = await Promise.allSettled(owners.map(async (store, index) => store.append('id', 1, String(index))))
    expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
  })

  it('keeps a message once, whatever number of processes takes it', async () => {
    const name = newName()
    const [first, second] = [await storeOf(name), await storeOf(name)]
    await first.create('id', '')
    await first.take('id', 1, 'x')
    await second.load('id', '', 0)
    await Promise.all([second.take('id', 1, 'x'), first.take('id', 2, 'y'), second.take('id', 2, 'y')])
    const manager = await jetstreamManager(connections[0]!)
    expect((await manager.streams.info(second.takenStream)).state.messages).to.equal(2)
    expect((await second.load('id', '', 0))?.got).to.equal(2)
  })

  it('D2: a message that could not be stored is not taken, although a later one was', async () => {
    const name = newName()
    const [first, second] = [await storeOf(name), await storeOf(name)]
    await first.create('id', '')
    await first.take('id', 1, 'x')
    // More than NATS takes: 1 MiB by default.
    const results = await Promise.allSettled([first.take('id', 2, 'y'.repeat(2 << 20)), first.take('id', 3, 'z')])
    expect(results[0].status).to.equal('rejected')
    const loaded = await second.load('id', '', 0)
    expect(loaded === undefined || loaded.got <= 1, `got ${loaded?.got}`).to.equal(true)
  })

  it('stores the messages of a turn in one record, and large ones in several', async () => {
    const name = newName()
    const store = await storeOf(name)
    await store.create('id', '')
    const messages = Array.from({ length: 200 }, (_, index) => `${index}`.padEnd(4_000, '.'))
    await Promise.all(messages.map(async (message, index) => store.append('id', index + 1, message)))
    const manager = await jetstreamManager(connections[0]!)
    expect((await manager.streams.info(`${name}-sessions`)).state.messages).to.equal(1 + 4)
    expect((await store.load('id', '', 150))?.window).to.deep.equal(messages.slice(150))
  })

  it('holds no id in a subject', async () => {
    const name = newName()
    const store = await storeOf(name)
    await store.create('bearer-secret', '')
    await store.append('bearer-secret', 1, 'a')
    await store.take('bearer-secret', 1, 'x')
    const manager = await jetstreamManager(connections[0]!)
    for (const stream of [`${name}-sessions`, store.takenStream]) {
      const { state } = await manager.streams.info(stream, { subjects_filter: '>' })
      expect(JSON.stringify(state.subjects))
        .to.match(/[0-9a-f]{64}/)
        .and.not.to.contain('bearer-secret')
    }
  })

  it('rejects for a session that this process has not', async () => {
    const store = await storeOf(newName())
    const outcome = await Promise.allSettled([store.append('id', 1, 'a'), store.take('id', 1, 'x')])
    expect(outcome.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    await store.create('id', '')
    store.release?.('id')
    expect((await Promise.allSettled([store.append('id', 1, 'a')]))[0].status).to.equal('rejected')
  })

  it('measures a batch against a round trip for each message', async () => {
    const store = await storeOf(newName())
    await store.create('id', '')
    const count = 1_000
    const time = async (act: () => Promise<unknown>): Promise<number> => {
      const began = performance.now()
      await act()
      return performance.now() - began
    }
    let n = 0
    const each = await time(async () => {
      for (let i = 0; i < count; i++) await store.append('id', ++n, 'a message')
    })
    const batched = await time(async () => {
      await Promise.all(Array.from({ length: count }, async () => store.append('id', ++n, 'a message')))
    })
    const taken = await time(async () => {
      await Promise.all(Array.from({ length: count }, async (_, i) => store.take('id', i + 1, 'a message')))
    })
    console.log(
      `      ${count} messages: ${Math.round(each)} ms with a round trip each, ${Math.round(batched)} ms batched; ` +
        `taken in ${Math.round(taken)} ms`,
    )
    expect(batched).to.be.below(each / 4)
  })
})
