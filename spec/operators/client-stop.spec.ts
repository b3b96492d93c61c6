import { expect } from 'chai'
import { clientStart$, clientStop$ } from 'pulsewire'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'

describe('clientStop$', () => {
  it('does nothing before it is subscribed to', () => {
    const { chat, peer } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    const stop$ = clientStop$(chat)
    expect(peer.last.closes).to.deep.equal([])
    stop$.subscribe()
    expect(peer.last.closes).to.deep.equal([[1000, '']])
  })

  it('emits one rest state and completes, whatever that is', () => {
    const { chat, peer } = connectTo({ opens: true }, { retry: false })
    const stopped = (): unknown => {
      const { values, end } = watch(clientStop$(chat))
      expect(end).to.deep.equal({ _tag: 'Completed' })
      return values
    }
    expect(stopped()).to.deep.equal([{ _tag: 'Idle' }])
    clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.lose()
    expect(stopped()).to.have.nested.property('[0]._tag', 'Failed')
    clientStart$(chat).subscribe()
    expect(stopped()).to.deep.equal([{ _tag: 'Closed', code: 1006, reason: '', wasClean: false }])
    expect(stopped()).to.deep.equal([{ _tag: 'Closed', code: 1006, reason: '', wasClean: false }])
  })

  it('sends the code and the reason to the peer', () => {
    const { chat, peer } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    clientStop$(chat, { code: 4001, reason: 'done' }).subscribe()
    expect(peer.last.closes).to.deep.equal([[4001, 'done']])
  })

  it('is not revoked by unsubscribing', () => {
    const { chat, peer } = connectTo({ opens: true, writes: false, closes: false })
    clientStart$(chat).subscribe()
    const stop = watch(clientStop$(chat))
    stop.stop()
    peer.last.lose(1000)
    expect(stop.values).to.deep.equal([])
    expect(peer.last.closes).to.deep.equal([[1000, '']])
  })

  for (const [what, options] of [
    ['1005', { code: 1005 }],
    ['1006', { code: 1006 }],
    ['999', { code: 999 }],
    ['2000', { code: 2000 }],
    ['1000.5', { code: 1000.5 }],
    ['a reason of 124 bytes', { reason: 'x'.repeat(124) }],
    ['a reason of 62 letters that take two bytes each', { reason: 'ä'.repeat(62) }],
    ['half a surrogate pair', { reason: '\uD800' }],
  ] as const) {
    it(`errors with CloseInvalid, told once, and stops nothing for ${what}`, () => {
      const { chat, peer, errors } = connectTo({ opens: true })
      const lease = watch(clientStart$(chat))
      const stop = watch(clientStop$(chat, options))
      expect(stop.end).to.have.nested.property('error._tag', 'CloseInvalid')
      expect(errors.values).to.have.length(1)
      expect(stop.end).to.have.property('error', errors.values[0])
      expect(lease.end).to.equal(undefined)
      expect(peer.last.closes).to.deep.equal([])
    })
  }

  it('takes a reason of 123 bytes', () => {
    const { chat, peer } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    clientStop$(chat, { reason: 'x'.repeat(123) }).subscribe()
    expect(peer.last.closes).to.have.length(1)
  })
})
