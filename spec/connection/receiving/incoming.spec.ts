import { expect } from 'chai'
import { clientStart$, receive$ } from 'pulsewire'

import { coreOf } from '../../../lib/connection/connection.ts'
import { nothing } from '../../../lib/connection/receiving/nothing.ts'
import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'
import { watch } from '../../support/watching.ts'

/** A connection with a stage behind its codec, which keeps control messages and strips the others of their sign. */
function staged(seen: string[]): ConnectedPeer {
  const connected = connectTo({ opens: true })
  const incoming = (value: string): string | typeof nothing => {
    seen.push(value)
    if (value === 'bad') throw new Error('mine')
    return value.startsWith('#') ? nothing : value.slice(1)
  }
  Object.assign(coreOf(connected.chat).options, { incoming })
  return connected
}

describe('The stage behind the codec', () => {
  it('changes messages, and keeps some to itself, whatever they are received as', () => {
    const { chat, peer } = staged([])
    clientStart$(chat).subscribe()
    const events: unknown[] = []
    chat.subscribe((event) => event._tag === 'Message' && events.push(event.value))
    const values = watch(chat.pipe(receive$()))
    const texts = watch(chat.pipe(receive$({ binary: false })))
    peer.last.say('-a', '#ack', '-b')
    expect(values.values).to.deep.equal(['a', 'b'])
    expect(events).to.deep.equal(['a', 'b'])
    expect(texts.values).to.deep.equal(['-a', '-b'])
  })

  it('gets every message, though nothing is subscribed', () => {
    const seen: string[] = []
    const { chat, peer } = staged(seen)
    clientStart$(chat).subscribe()
    peer.last.say('-a', '#ack')
    expect(seen).to.deep.equal(['-a', '#ack'])
  })

  it('makes a DecodeFailed of a message that it throws on, and the connection lives', () => {
    const { chat, peer, errors } = staged([])
    clientStart$(chat).subscribe()
    const values = watch(chat.pipe(receive$()))
    peer.last.say('bad', '-a')
    expect(values.values).to.deep.equal(['a'])
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['DecodeFailed'])
    expect(errors.values[0]).to.have.nested.property('cause.message', 'mine')
    expect(errors.values[0]).to.include({ data: 'bad', message: 'chat: a received message does not decode' })
    expect(errors.values[0]).to.have.property('issues').with.length(1)
  })
})
