import { expect } from 'chai'
import { clientStart$, clientStop$, raw, send } from 'pulsewire'
import { from, of } from 'rxjs'

import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'
import { watch } from '../../support/watching.ts'

/** The kind of a message, and whether it is volatile. */
interface SendOptions {
  readonly binary?: boolean
  readonly volatile?: boolean
}

const start = ({ chat }: ConnectedPeer): void => {
  clientStart$(chat).subscribe({ error: () => undefined })
}

const sendTo = ({ chat }: ConnectedPeer, values: readonly unknown[], options: SendOptions = {}): void => {
  watch(from(values as readonly string[]).pipe(send(chat, options as { readonly volatile?: boolean })))
}

const open = (options: Parameters<typeof connectTo>[1] = {}): ConnectedPeer => {
  const connected = connectTo({ opens: true, writes: false, closes: false }, options)
  start(connected)
  return connected
}

const rows: ReadonlyArray<readonly [what: string, message: string, act: () => ConnectedPeer]> = [
  [
    'a connection that is not started',
    'message not sent: the connection is not started. Subscribe to clientStart$(connection) first.',
    () => {
      const connected = connectTo()
      sendTo(connected, ['a'])
      return connected
    },
  ],
  [
    'a connection that is closing',
    'message not sent: the connection is closing. Start it again, or send before clientStop$.',
    () => {
      const connected = open()
      clientStop$(connected.chat).subscribe()
      sendTo(connected, ['a'])
      return connected
    },
  ],
  [
    'a volatile message without a socket',
    'message not sent: it is volatile, and the connection is not open or its socket has ended.',
    () => {
      const connected = connectTo()
      start(connected)
      sendTo(connected, ['a'], { volatile: true })
      return connected
    },
  ],
  [
    'a full outbox',
    'message not sent: the outbox is full. Send less while pressure$ is high, use sendFrom, or raise outbox.limit and outbox.bytes.',
    () => {
      const connected = connectTo({}, { outbox: { limit: 1 } })
      start(connected)
      sendTo(connected, ['a', 'b'])
      return connected
    },
  ],
  [
    'two messages in flight on a connection that ends',
    'the connection ended while 2 message(s) were being written. The peer may have received them.',
    () => {
      const connected = open()
      sendTo(connected, ['a', 'b'])
      connected.peer.last.lose()
      // The error of the connection itself comes last.
      connected.errors.values.pop()
      return connected
    },
  ],
  [
    'a transport that throws',
    'the transport threw while a message was handed to it. The peer may have received the message.',
    () => {
      const connected = open()
      connected.peer.last.send = () => {
        throw new Error('mine')
      }
      sendTo(connected, ['a'])
      return connected
    },
  ],
  [
    'a codec that gives neither text nor bytes',
    'message not sent: it does not encode: the codec encoded it to neither a string nor bytes',
    () => {
      const encode = (): unknown => ({ _tag: 'Right', right: 7 })
      const connected = open({ codec: { ...raw, encode } as never })
      sendTo(connected, ['a'])
      return connected
    },
  ],
  [
    'a value that bypasses the codec and is no data',
    'message not sent: it does not encode: send({ binary }) takes a string or bytes, since it bypasses the codec',
    () => {
      const connected = open()
      sendTo(connected, [7], { binary: true })
      return connected
    },
  ],
  [
    'bytes that are no UTF-8 and are sent as text',
    'message not sent: it does not encode: these bytes are not valid UTF-8, so they cannot be sent as text',
    () => {
      const connected = open()
      sendTo(connected, [Uint8Array.of(0xff)], { binary: false })
      return connected
    },
  ],
]

describe('The error of a message that is not sent names the cause and the cure:', () => {
  for (const [what, message, act] of rows) {
    it(what, () => {
      expect(act().errors.values.at(-1)?.message).to.equal(`chat: ${message}`)
    })
  }

  it('a text for which the platform has no buffer', () => {
    const { chat, peer, errors } = connectTo({ opens: true })
    const toBytes = (text: string): Uint8Array => {
      if (text === 'long') throw new RangeError('Invalid array length')
      return new TextEncoder().encode(text)
    }
    Object.assign(peer.transport, { toBytes })
    clientStart$(chat).subscribe()
    const results = watch(of('a', 'long', 'b').pipe(send(chat)))
    expect(results.values.map(({ _tag }) => _tag)).to.deep.equal(['Right', 'Left', 'Right'])
    expect(peer.last.sent).to.deep.equal(['a', 'b'])
    expect(errors.values.at(-1)).to.deep.include({
      ...{ _tag: 'EncodeFailed', message: 'chat: message not sent: too long for this platform' },
      issues: [{ path: '', message: 'the text is too long for this platform' }],
    })
    expect(errors.values.at(-1)).to.have.nested.property('cause.name', 'RangeError')
  })
})
