import { expect } from 'chai'
import { clientStart$, type GreetingContext, raw, receive$ } from 'pulsewire'
import { NEVER, Subject, take } from 'rxjs'

import type { Transport } from '../../../lib/transport/transport.ts'
import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'
import { fakePeer } from '../../support/peers/fake-peer.ts'
import { watch } from '../../support/watching.ts'

type Context = GreetingContext<string, string>

/** Opens a connection up to its greeting, which ends when the spec completes `over`. */
function greeted(
  options: Parameters<typeof connectTo>[1] = {},
): ConnectedPeer & { readonly context: Context; readonly over: Subject<void> } {
  let context: Context | undefined
  const over = new Subject<void>()
  const greet = (given: Context): Subject<void> => {
    context = given
    return over
  }
  const connected = connectTo({}, { greet, ...options })
  clientStart$(connected.chat).subscribe({ error: () => undefined })
  const peer = options.transport === undefined ? connected.peer : undefined
  peer?.last.open()
  return {
    ...connected,
    over,
    get context() {
      return context!
    },
  }
}

describe('A greeting that reads late', () => {
  it('gets what it has not read in order, also where its reaction brings another message at once', () => {
    const { context, peer } = greeted()
    peer.last.say('a', 'b')
    const got: string[] = []
    context.receive$.subscribe((line) => {
      got.push(line)
      if (line === 'a') peer.last.say('c')
    })
    expect(got).to.deep.equal(['a', 'b', 'c'])
    expect(peer.last.readings.at(-1)).to.equal('resume')
  })

  it('stops the reading until it has read everything, and only then', () => {
    const { context, peer } = greeted()
    context.receive$.pipe(take(1)).subscribe()
    expect(peer.last.readings).to.deep.equal([])
    peer.last.say('a', 'b', 'c')
    expect(peer.last.readings).to.deep.equal(['pause', 'pause'])
    context.receive$.pipe(take(1)).subscribe()
    expect(peer.last.readings).to.deep.equal(['pause', 'pause'])
    context.receive$.pipe(take(1)).subscribe()
    expect(peer.last.readings).to.deep.equal(['pause', 'pause', 'resume'])
  })

  it('works where the platform can neither stop nor resume reading', () => {
    const peer = fakePeer()
    const blind: Transport = (request, listener) =>
      Object.assign(peer.transport(request, listener), { pause: undefined, resume: undefined })
    const connected = greeted({ transport: blind })
    peer.last.open()
    peer.last.say('a')
    const got = watch(connected.context.receive$)
    expect(got.values).to.deep.equal(['a'])
    expect(connected.errors.values).to.deep.equal([])
  })

  it('gets nothing that came behind text that is no UTF-8, and reads no more', () => {
    const { context, peer } = greeted()
    Object.assign(peer.last, { toText: () => undefined })
    peer.last.listener.received(Uint8Array.of(0xff), false)
    peer.last.say('b')
    const got = watch(context.receive$)
    peer.last.say('c')
    expect(got.values).to.deep.equal([])
    expect(peer.last.readings).not.to.include('resume')
  })

  it('guarantee 9: may leave exactly maxMessageSize unread, and one byte more fails the connection', () => {
    const { peer, errors } = greeted({ maxMessageSize: 10 })
    peer.last.say('12345', '67890')
    expect(errors.values).to.deep.equal([])
    peer.last.say('1')
    expect(errors.values.map(({ message }) => message)).to.deep.equal([
      'chat: more than maxMessageSize (10 bytes) arrived before the greeting read it',
    ])
  })

  it('guarantee 9: pays 128 bytes for each further message it leaves unread, however small', () => {
    const { peer, errors } = greeted({ maxMessageSize: 10 })
    for (let count = 0; count < 513; count++) peer.last.say('')
    expect(errors.values).to.deep.equal([])
    peer.last.say('')
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['ProtocolFailed'])
  })
})

describe('A greeting that goes on after its end', () => {
  for (const [end, finish] of [
    ['the connection is open', ({ over }: ReturnType<typeof greeted>) => over.complete()],
    ['the connection was lost', ({ peer }: ReturnType<typeof greeted>) => peer.last.lose()],
  ] as const) {
    it(`sends nothing once ${end}`, () => {
      const connected = greeted()
      const { context, peer, errors } = connected
      finish(connected)
      const before = errors.values.length
      expect(context.send('late')).to.have.nested.property('left._tag', 'NotOpen')
      expect(errors.values.slice(before).map(({ message }) => message)).to.deep.equal([
        'chat: message not sent: the greeting is over',
      ])
      expect(peer.last.sent).to.deep.equal([])
    })
  }
})

describe('A message of a greeting', () => {
  it('goes out as the bytes and of the kind that the platform sends fastest', () => {
    const sent: unknown[] = []
    const peer = fakePeer()
    const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text)
    const transport: Transport = (request, listener) =>
      Object.assign(peer.transport(request, listener), {
        send: (data: unknown, isBinary: boolean) => sent.push([data, isBinary]),
      })
    const greet = ({ send }: GreetingContext<unknown, unknown>): typeof NEVER => {
      send('ä')
      send(Uint8Array.of(1))
      return NEVER
    }
    const { chat } = connectTo({}, {
      ...{ transport: Object.assign(transport, { toBytes }), codec: raw, greet },
    } as never)
    watch(clientStart$(chat).pipe(receive$()))
    peer.last.open()
    expect(sent).to.deep.equal([
      [toBytes('ä'), false],
      [Uint8Array.of(1), true],
    ])
  })
})
