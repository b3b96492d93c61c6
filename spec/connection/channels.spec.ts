import { expect } from 'chai'
import { clientStart$ } from 'pulsewire'
import { Observable, of } from 'rxjs'

import { channelOf } from '../../lib/connection/channels.ts'
import { connectTo } from '../support/peers/connect-to.ts'

describe('channelOf', () => {
  it('finds the channels of a connection and of a lease, and none of any other stream', () => {
    const { chat } = connectTo()
    expect(channelOf(chat, 'values')).to.be.instanceOf(Observable)
    expect(channelOf(clientStart$(chat), 'values')).to.be.instanceOf(Observable)
    expect(channelOf(of(), 'values')).to.equal(undefined)
  })
})
