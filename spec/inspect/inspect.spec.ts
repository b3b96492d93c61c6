import { inspect } from 'node:util'

import { expect } from 'chai'
import { clientRestart$, clientStart$, clientStop$, type Connection, send } from 'pulsewire'
import { inspect$, type Inspection } from 'pulsewire/inspect'
import { NEVER, of, startWith, Subject, takeUntil } from 'rxjs'

import { coreOf } from '../../lib/connection/connection.ts'
import { connectTo } from '../support/peers/connect-to.ts'
import { unhandledOf, watch, type Watched } from '../support/watching.ts'

/** An inspected event in a few words. */
function line(event: Inspection): string {
  switch (event._tag) {
    case 'State':
      return `State ${event.state._tag}`
    case 'Fault':
      return `Fault ${event.error._tag}`
    case 'Input':
      return `${event.input._tag}: ${event.from} -> ${event.to}`
    case 'Received':
      return `Received ${String(event.data)}${event.isGreeting ? ' (greeting)' : ''}`
    case 'Given':
      return `Given ${event.id} ${String(event.data)}`
    case 'Written':
      return `Written ${event.id} ${String(event.data)} (${event.origin})`
    case 'Settled':
      return `Settled ${event.id} ${event.error?._tag ?? 'Right'}`
    case 'Unsent':
      return `Unsent ${event.messages} ${event.bytes}`
    case 'RoundTrip':
      return `RoundTrip ${event.latency}`
    case 'Dial':
    case 'Withdrawn':
    case 'Ping':
    case 'PeerClosing':
      return event._tag
  }
}

/** Returns the lines since the last call. */
function lines({ values }: Watched<Inspection>): ReadonlyArray<string> {
  return values.splice(0).map(line)
}

const isHooked = (connection: Connection<string, string>): boolean => coreOf(connection).inspector !== undefined

describe('inspect$', () => {
  it('emits inputs, states, dials and messages in the order in which they happen', () => {
    const { chat, peer } = connectTo()
    const seen = watch(inspect$(chat))
    clientStart$(chat).subscribe()
    of('early').pipe(send(chat)).subscribe()
    expect(lines(seen)).to.deep.equal([
      'State Idle',
      'Start: Idle -> Addressing',
      'State Connecting',
      'Addressed: Addressing -> Dialing',
      'Dial',
      'Given 1 early',
      'Unsent 1 5',
    ])
    peer.last.open()
    peer.last.say('hello')
    expect(lines(seen)).to.deep.equal([
      'Opened: Dialing -> Open',
      'State Open',
      'Written 1 early (send)',
      'Settled 1 Right',
      'Unsent 0 0',
      'Received hello',
    ])
    clientStop$(chat, { code: 4000, reason: 'done' }).subscribe()
    expect(lines(seen)).to.deep.equal([
      'Stop: Open -> Flushing',
      'State Closing',
      'Flushed: Flushing -> AwaitingClose',
      'Ended: AwaitingClose -> Closed',
      'State Closed',
    ])
  })

  it('emits the error of a loss before the state, and the result of what was in flight', () => {
    const { chat, peer } = connectTo({ opens: true, writes: false })
    clientStart$(chat).subscribe()
    const seen = watch(inspect$(chat))
    of('lost').pipe(send(chat)).subscribe()
    lines(seen)
    peer.last.end({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
    expect(lines(seen)).to.deep.equal([
      'Ended: Open -> Waiting',
      'Fault SendUncertain',
      'Settled 1 SendUncertain',
      'Unsent 0 0',
      'Fault ConnectionLost',
      'State Waiting',
    ])
  })

  it('emits pings and their round trips, and the messages of the heartbeat', () => {
    const { chat, peer, clock } = connectTo(
      { opens: true, pongs: false },
      { heartbeat: { interval: 100, timeout: 50 } },
    )
    clientStart$(chat).subscribe()
    const seen = watch(inspect$(chat))
    lines(seen)
    clock.pass(100)
    clock.pass(7)
    peer.last.listener.ponged()
    expect(lines(seen)).to.deep.equal(['Elapsed: Open -> Open', 'Ping', 'RoundTrip 7'])
    const other = connectTo({ opens: true }, { heartbeat: { interval: 100, timeout: 50, message: 'are you there' } })
    clientStart$(other.chat).subscribe()
    const seenThere = watch(inspect$(other.chat))
    other.clock.pass(100)
    expect(seenThere.values.at(-1)).to.include({ _tag: 'Written', origin: 'heartbeat', data: 'are you there' })
  })

  it('emits the messages of a greeting, and marks those that it receives', () => {
    const { chat, peer } = connectTo(
      { opens: true },
      { greet: ({ receive$, send: sendNow }) => (sendNow('token'), receive$.pipe(startWith(''), takeUntil(NEVER))) },
    )
    const seen = watch(inspect$(chat))
    clientStart$(chat).subscribe()
    peer.last.say('welcome')
    const [written, received] = seen.values.slice(-2)
    expect(written).to.include({ _tag: 'Written', origin: 'greeting', id: undefined, data: 'token' })
    expect(received).to.include({ _tag: 'Received', isGreeting: true, data: 'welcome' })
  })

  it('emits a message that its sender withdraws, and one that does not encode', () => {
    const { chat } = connectTo()
    clientStart$(chat).subscribe()
    const seen = watch(inspect$(chat))
    lines(seen)
    of('later').pipe(send(chat)).subscribe().unsubscribe()
    of(new Uint8Array([255]))
      .pipe(send(chat, { binary: false }))
      .subscribe()
    expect(lines(seen)).to.deep.equal([
      'Given 1 later',
      'Unsent 1 5',
      'Withdrawn',
      'Unsent 0 0',
      'Given 2 ',
      'Fault EncodeFailed',
      'Settled 2 EncodeFailed',
    ])
  })

  it('emits the close frame of the peer, and a restart that drops the socket', () => {
    const { chat, peer } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    const seen = watch(inspect$(chat))
    peer.last.listener.closing?.(1012, 'restart')
    expect(lines(seen)).to.deep.equal(['State Open', 'PeerClosing'])
    clientRestart$(chat, { abandon: true }).subscribe()
    expect(lines(seen).slice(0, 2)).to.deep.equal(['Redial: Open -> Addressing', 'State Connecting'])
  })

  it('emits the current state to each subscriber, and shares one hook', () => {
    const { chat } = connectTo({ opens: true })
    const first = watch(inspect$(chat))
    clientStart$(chat).subscribe()
    const second = watch(inspect$(chat))
    expect(lines(second)).to.deep.equal(['State Open'])
    const { inspector } = coreOf(chat)
    watch(inspect$(chat)).stop()
    expect(coreOf(chat).inspector).to.equal(inspector)
    first.stop()
    expect(isHooked(chat)).to.equal(true)
    second.stop()
    expect(isHooked(chat)).to.equal(false)
    expect(lines(watch(inspect$(chat)))).to.deep.equal(['State Open'])
  })

  it('starts nothing, sets no hook before it is subscribed, and decodes no message', () => {
    let decoded = 0
    const codec = {
      decode: (data: string | Uint8Array) => (decoded++, { _tag: 'Right' as const, right: String(data) }),
      encode: (value: string) => ({ _tag: 'Right' as const, right: value }),
    }
    const { chat, peer } = connectTo({ opens: true }, { codec })
    const seen$ = inspect$(chat)
    expect(isHooked(chat)).to.equal(false)
    const seen = watch(seen$)
    expect(peer.sockets).to.deep.equal([])
    const lease = clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.say('hello')
    expect(lines(seen)).to.include('Received hello')
    expect(decoded).to.equal(0)
    lease.unsubscribe()
  })

  it('copies messages, whose bytes may change afterwards', () => {
    const { chat, peer } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    const seen = watch(inspect$(chat))
    const [text, binary] = [new TextEncoder().encode('text'), new Uint8Array([1, 2])]
    peer.last.listener.received(text, false)
    of(binary)
      .pipe(send(chat, { binary: true }))
      .subscribe()
    text.fill(0)
    binary.fill(0)
    const bodies = seen.values.flatMap((event) => ('data' in event ? [event.data] : []))
    expect(bodies).to.deep.equal(['text', new Uint8Array([1, 2]), new Uint8Array([1, 2])])
  })

  it('gives all subscribers one order, also where one of them acts', () => {
    const { chat } = connectTo({ opens: true })
    const text$ = new Subject<string>()
    text$.pipe(send(chat)).subscribe()
    inspect$(chat).subscribe((event) => {
      if (event._tag === 'State' && event.state._tag === 'Open') text$.next('from the first')
    })
    const second = watch(inspect$(chat))
    const third = watch(inspect$(chat))
    clientStart$(chat).subscribe()
    expect(second.values).to.deep.equal(third.values)
    const seen = lines(second)
    expect(seen.indexOf('State Open')).to.be.greaterThan(0)
    expect(seen.indexOf('Given 1 from the first')).to.be.greaterThan(seen.indexOf('State Open'))
  })

  it('survives a subscriber that throws, and so does the connection', async () => {
    const { chat } = connectTo({ opens: true })
    const unhandled = await unhandledOf(() => {
      inspect$(chat).subscribe(() => {
        throw new Error('mine')
      })
      const seen = watch(inspect$(chat))
      clientStart$(chat).subscribe()
      expect(lines(seen)).to.include('State Open')
    })
    expect(unhandled.length).to.be.greaterThan(0)
    expect(chat.state._tag).to.equal('Open')
  })

  it('guarantee 11: shows a message to the program, and to no log', () => {
    const { chat, peer } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    const seen = watch(inspect$(chat))
    peer.last.say('c4n4ry')
    const received = seen.values.at(-1)
    expect(received).to.include({ _tag: 'Received', kind: 'text', size: 6, data: 'c4n4ry' })
    expect(inspect(received, { showHidden: true }) + JSON.stringify({ ...received })).to.not.include('c4n4ry')
  })

  it('refuses a lease, which inspecting would take', () => {
    const { chat } = connectTo()
    expect(() => inspect$(clientStart$(chat) as never)).to.throw(TypeError, 'defineConnection')
  })
})
