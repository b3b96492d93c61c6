import { expect } from 'chai'
import { clientStart$, type ConnectionOptions } from 'pulsewire'

import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'

type Headers = NonNullable<ConnectionOptions<string, string>['headers']>

const cure = 'Give a value, or leave the name out if this is intended.'

/** Starts a connection with these headers. */
function startWith(headers: Headers): ConnectedPeer & { readonly reports: () => ReadonlyArray<string> } {
  const connected = connectTo({}, { headers })
  clientStart$(connected.chat).subscribe({ error: () => undefined })
  const reports = (): ReadonlyArray<string> =>
    connected.errors.values.flatMap((error) =>
      error._tag === 'OptionIgnored' ? [`${error.option}: ${error.message}`] : [],
    )
  return { ...connected, reports }
}

describe('Headers whose value is undefined', () => {
  for (const [count, headers, what] of [
    ['one', { a: undefined, b: '1' }, 'header a, whose value is'],
    ['several', { a: undefined, b: '1', c: undefined }, 'headers a, c, which are'],
  ] as const) {
    it(`are left out, with a Fault that names them: ${count}`, () => {
      const { peer, reports } = startWith(headers)
      expect(peer.last.request.headers).to.deep.equal({ b: '1' })
      expect(reports()).to.deep.equal([`headers: chat: dialed without the ${what} undefined. ${cure}`])
    })
  }

  it('are no Fault if there are none', () => {
    expect(startWith({ a: '1' }).reports()).to.deep.equal([])
  })

  it('are reported for the first dial of a run if they are values', () => {
    const { peer, clock, reports } = startWith({ a: undefined })
    peer.last.refuse()
    clock.pass(1_000)
    expect([peer.sockets.length, reports().length]).to.deep.equal([2, 1])
    peer.last.open()
    clock.pass(60_000)
    peer.last.lose()
    clock.pass(1_000)
    expect([peer.sockets.length, reports().length]).to.deep.equal([3, 1])
  })

  it('are reported for each dial if a function gives them', () => {
    const { peer, clock, reports } = startWith(() => ({ a: undefined }) as never)
    peer.last.refuse()
    clock.pass(1_000)
    expect([peer.sockets.length, reports().length]).to.deep.equal([2, 2])
  })
})
