import { expect } from 'chai'
import { clientStart$, latency$ } from 'pulsewire'
import type { Observable } from 'rxjs'

import { connectTo } from '../../support/peers/connect-to.ts'
import { watch } from '../../support/watching.ts'

describe('A socket', () => {
  it('shows the code of the peer as soon as it is read, and how it ended', () => {
    const { chat, peer } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    const closings = watch(chat.channel('closings'))
    const ends = watch(chat.channel('ends'))
    peer.last.listener.closing?.(1001, 'away')
    expect([closings.values, ends.values]).to.deep.equal([[1001], []])
    peer.last.end({ _tag: 'Closed', code: 1001, reason: 'away', wasClean: true })
    expect(ends.values).to.deep.equal([{ code: 1001, reason: 'away', wasClean: true }])
  })

  it('guarantee 12: shows nothing once it was replaced', () => {
    const { chat, peer, clock } = connectTo(
      { opens: true, pongs: false },
      { heartbeat: { interval: 100, timeout: 50 }, retry: { initialDelay: 0, jitter: 'none' } },
    )
    clientStart$(chat).subscribe()
    const { listener } = peer.last
    clock.pass(100)
    expect(peer.last.pings).to.equal(1)
    peer.last.lose()
    clock.pass(0)
    expect(peer.sockets).to.have.length(2)
    const late: unknown[] = []
    for (const source$ of [chat.channel('closings'), chat.channel('ends'), latency$(chat)]) {
      ;(source$ as Observable<unknown>).subscribe((value) => late.push(value))
    }
    listener.closing?.(1001, 'away')
    listener.ended({ _tag: 'Closed', code: 1001, reason: '', wasClean: true })
    listener.ponged()
    expect(late).to.deep.equal([])
  })
})
