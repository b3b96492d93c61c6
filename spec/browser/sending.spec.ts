import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, pressure$, send, sendFrom, start$ } from 'pulsewire'
import { concatMap, firstValueFrom, from, lastValueFrom, map, take, toArray } from 'rxjs'

import { opens, stalls, until } from '../transport/harness.ts'
import { startPeer } from './peers.ts'

const chunk = 'x'.repeat(64 * 1_024)

describe('sending more than the network takes, in a browser', () => {
  it('guarantee 9: bounds unsent messages by bytes', async () => {
    const peer = await startPeer([opens, stalls])
    const chat = defineConnection({ url: peer.url, outbox: { bytes: 1_024 * 1_024 }, closeTimeout: 10 })
    const results$ = chat.pipe(
      start$(),
      take(1),
      concatMap(() => from(Array.from({ length: 1_000 }, () => chunk))),
      send(chat),
      map((result) => (result._tag === 'Right' ? 'Right' : result.left._tag)),
      toArray(),
    )
    const told = lastValueFrom(results$, { defaultValue: [] })
    const lease = clientStart$(chat).subscribe()
    await firstValueFrom(chat.pipe(start$()), { defaultValue: undefined })
    lease.unsubscribe()
    const results = await told
    expect(results).to.have.lengthOf(1_000)
    // Within one turn nothing leaves: a quarter of a megabyte is held by the platform and answered, a megabyte accepted, less
    // the overhead of its messages.
    expect(results.filter((result) => result === 'OutboxFull')).to.have.lengthOf(1_000 - 4 - 15)
    await peer.stop()
  })

  it('pulls from a source only what there is room for', async () => {
    const peer = await startPeer([opens, stalls])
    const chat = defineConnection({ url: peer.url, closeTimeout: 10 })
    let pulled = 0
    function* endless(): Generator<string> {
      for (;;) {
        pulled += 1
        yield chunk
      }
    }
    const pressures: number[] = []
    const lease = clientStart$(chat).subscribe()
    lease.add(pressure$(chat, { mark: 128 * 1_024 }).subscribe((bytes) => pressures.push(bytes)))
    lease.add(sendFrom(chat, endless()).subscribe())
    await until(() => pressures.length > 1)
    for (let before = 0; before < pulled;) {
      before = pulled
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(pulled).to.be.below(1_000)
    lease.unsubscribe()
    await lastValueFrom(clientStop$(chat), { defaultValue: undefined })
    await peer.stop()
  })

  it('sends all of a source that is larger than what the platform holds', async () => {
    const peer = await startPeer([opens])
    const chat = defineConnection({ url: peer.url })
    const lease = clientStart$(chat).subscribe()
    const count = await lastValueFrom(
      sendFrom(
        chat,
        Array.from({ length: 100 }, () => chunk),
      ).pipe(toArray()),
    )
    expect(count.filter((result) => result._tag === 'Right')).to.have.lengthOf(100)
    await until(() => peer.records.filter((each) => each._tag === 'Message').length === 100)
    lease.unsubscribe()
    await peer.stop()
  })
})
