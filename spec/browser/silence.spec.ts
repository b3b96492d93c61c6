import { expect } from 'chai'
import { clientStart$, defineConnection, error$, receive$ } from 'pulsewire'

import { waits } from '../support/peers/peer-script.ts'
import { opens, says, stalls } from '../transport/harness.ts'
import { startPeer } from './peers.ts'

it('a passive heartbeat drops a peer whose messages stop, and sends nothing (guarantee 7)', async () => {
  const feed = [says('a'), waits(120), says('b'), waits(120), says('c'), waits(120), says('d')]
  const peer = await startPeer([opens, ...feed, stalls], [opens, says('again')])
  const chat = defineConnection({
    url: peer.url,
    heartbeat: { passive: true, timeout: 300 },
    retry: { initialDelay: 1, jitter: 'none' },
  })
  const received: string[] = []
  const errors: string[] = []
  let lastAt = 0
  let droppedAt = 0
  chat.pipe(error$()).subscribe(({ _tag }) => {
    droppedAt = performance.now()
    errors.push(_tag)
  })
  await new Promise<void>((resolve) => {
    const lease = clientStart$(chat)
      .pipe(receive$())
      .subscribe((text) => {
        received.push(text)
        if (text === 'd') lastAt = performance.now()
        if (text !== 'again') return
        lease.unsubscribe()
        resolve()
      })
  })
  await peer.stop()
  expect(received).to.deep.equal(['a', 'b', 'c', 'd', 'again'])
  expect(errors).to.deep.equal(['HeartbeatTimedOut'])
  // Browsers count timers in whole milliseconds.
  expect(droppedAt - lastAt).to.be.within(298, 1_300)
  expect(peer.records.filter(({ _tag }) => _tag === 'Message')).to.deep.equal([])
})
