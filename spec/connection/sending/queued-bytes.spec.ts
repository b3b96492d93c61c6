import { expect } from 'chai'
import { clientStart$, send } from 'pulsewire'
import { of } from 'rxjs'

import { connectTo } from '../../support/peers/connect-to.ts'

describe('Bytes that wait for a connection', () => {
  for (const [kind, bytes] of [
    ['a Uint8Array', new Uint8Array([1, 2, 3])],
    ["Node's Buffer, whose slice is a view", Buffer.from([1, 2, 3])],
  ] as const) {
    it(`guarantee 2: are sent as they were given, even if the subscription uses them again: ${kind}`, () => {
      const { chat, peer } = connectTo({})
      clientStart$(chat).subscribe({ error: () => undefined })
      of(bytes)
        .pipe(send(chat, { binary: true }))
        .subscribe()
      bytes.fill(0)
      peer.last.open()
      expect(Array.from(peer.last.sent[0] as Uint8Array)).to.deep.equal([1, 2, 3])
    })
  }
})
