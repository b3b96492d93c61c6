import { expect } from 'chai'
import { clientStart$, defineConnection, send } from 'pulsewire'
import { Subject } from 'rxjs'

import { messageOverhead } from '../../../lib/connection/sending/pending-message.ts'
import { heapGrowth } from '../../support/heap-growth.ts'
import { settledMemory } from '../../support/live-memory.ts'
import { fakePeer } from '../../support/peers/fake-peer.ts'

const count = 20_000

/** Bytes of memory for each message that waits for a connection, its value and data included. */
function measure(make: (n: number) => string | Uint8Array): number {
  const { transport } = fakePeer()
  // As Node's transport does.
  const onNode = Object.assign(transport, { toBytes: (text: string) => Buffer.from(text) })
  const chat = defineConnection({ url: 'ws://peer', transport: onNode, outbox: { limit: count, bytes: 2 ** 40 } })
  const lease = clientStart$(chat).subscribe({ error: () => undefined })
  const source = new Subject<string | Uint8Array>()
  const binary = typeof make(0) !== 'string'
  const sending = source.pipe(send(chat, { binary })).subscribe()
  const growth = heapGrowth(() => {
    for (let n = 0; n < count; n++) source.next(make(n))
  })
  sending.unsubscribe()
  lease.unsubscribe()
  return growth / count
}

describe('The overhead of a message', () => {
  for (const [name, make] of [
    ['empty text', () => ''],
    ['one character', () => 'x'],
    ['an empty binary message', () => new Uint8Array(0)],
    ['one byte', () => new Uint8Array(1)],
  ] as const) {
    it(`guarantee 9: is near its real cost: ${name}`, async () => {
      await settledMemory()
      const bytes = measure(make)
      expect(bytes).to.be.within(messageOverhead * 0.5, messageOverhead * 2)
    })
  }
})
