import { expect } from 'chai'

import { PortLine } from '../../../lib/transport/browser/message-port/port-line.ts'
import { patched } from '../patched.ts'
import { find } from './find.ts'
import { playAccepted } from './play-accepted.ts'

describe('the simulator of accepted connections', () => {
  it('guarantee 14: plays a seed twice in the same way, and finds no violation', async () => {
    const [once, again] = [await playAccepted(8), await playAccepted(8)]
    expect(once).to.deep.equal(again)
    expect(once.violation).to.equal(undefined)
    expect(once.faults).to.be.greaterThan(0)
  })

  it('finds a connection that is read before it has a lease', async () => {
    const { guarantee } = await patched(
      PortLine.prototype,
      'pause',
      () => () => undefined,
      () => find(),
    )
    expect(guarantee).to.be.oneOf(['A1', 'A2'])
  })
})
