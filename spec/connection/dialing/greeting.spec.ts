import { expect } from 'chai'
import * as t from 'io-ts'
import {
  clientStart$,
  clientStop$,
  type ConnectionOptions,
  type GreetingContext,
  json,
  receive$,
  send,
  start$,
} from 'pulsewire'
import { concatMap, EMPTY, firstValueFrom, from, map, NEVER, of, Subject, take, tap, throwError } from 'rxjs'

import { connectTo } from '../../support/peers/connect-to.ts'
import { told, unhandledOf, watch } from '../../support/watching.ts'

type Greet = NonNullable<ConnectionOptions<string, string>['greet']>
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('Greeting', () => {
  it('comes before Open, then what start$ subscribers send, then the queue; after a reconnect too', () => {
    const greet: Greet = ({ receive$, send }) => {
      send('hello')
      return receive$.pipe(take(1))
    }
    const { chat, peer, clock } = connectTo({}, { greet })
    const states = watch(chat)
    chat
      .pipe(
        start$(),
        map(() => 'subscribe'),
        send(chat),
      )
      .subscribe()
    clientStart$(chat).subscribe()
    of('queued').pipe(send(chat)).subscribe()
    peer.last.open()
    expect(peer.last.sent).to.deep.equal(['hello'])
    expect(states.values.map(told)).to.deep.equal(['Idle', 'Connecting'])
    peer.last.say('welcome')
    expect(peer.last.sent).to.deep.equal(['hello', 'subscribe', 'queued'])
    expect(states.values.map(told)).to.deep.equal(['Idle', 'Connecting', 'Open'])
    peer.last.lose()
    of('queued again').pipe(send(chat)).subscribe()
    clock.pass(1_000)
    peer.last.open()
    peer.last.say('welcome')
    expect(peer.last.sent).to.deep.equal(['hello', 'subscribe', 'queued again'])
  })

  it('hands its last value to Open, and nothing where it emits nothing', () => {
    const session = { session: 1 }
    for (const [greeting$, expected] of [
      [of('ignored', session), { greeting: session }],
      [of(undefined), { greeting: undefined }],
      [EMPTY, {}],
    ] as const) {
      const { chat, peer } = connectTo({}, { greet: () => greeting$ })
      const opens = watch(clientStart$(chat).pipe(start$()))
      peer.last.open()
      expect(opens.values).to.deep.equal([
        { _tag: 'Open', url: 'ws://peer/', protocol: '', extensions: '', ...expected },
      ])
    }
  })

  it('emits no message behind invalid UTF-8: held, read late, or left for all subscribers', () => {
    const invalid = new Uint8Array([0xff])
    const release = new Subject<void>()
    const greetings: ReadonlyArray<Greet> = [
      ({ receive$ }) => release.pipe(concatMap(() => receive$)),
      ({ receive$ }) => receive$,
      () => release.pipe(take(1)),
    ]
    for (const greet of greetings) {
      const heard: string[] = []
      const { chat, peer } = connectTo(
        {},
        { greet: (context) => from(greet(context)).pipe(tap((text) => heard.push(String(text)))) },
      )
      const received = watch(clientStart$(chat).pipe(receive$()))
      const socket = Object.assign(peer.last, { toText: () => undefined, isText: () => false })
      socket.open()
      socket.say('before')
      socket.listener.received(invalid, false)
      socket.say('behind')
      release.next()
      expect([...heard, ...received.values]).not.to.include('behind')
    }
  })

  it('guarantee 9: holds a bounded number of messages, empty ones too', () => {
    const { chat, peer, errors } = connectTo({}, { greet: () => NEVER, maxMessageSize: 1_000 })
    clientStart$(chat).subscribe({ error: () => undefined })
    const socket = peer.last
    socket.open()
    let held = 0
    for (; !socket.isOver && held < 100_000; held++) socket.say('')
    expect(held).to.be.lessThan(1_000)
    expect(errors.values[0]).to.include({ _tag: 'ProtocolFailed', code: 1009 })
  })

  it('keeps its messages to itself; those it has not read come after Open, in order', () => {
    const { chat, peer } = connectTo({}, { greet: ({ receive$ }) => receive$.pipe(take(1)) })
    const events = watch(clientStart$(chat))
    peer.last.open()
    peer.last.say('mine')
    peer.last.say('yours')
    expect(events.values.map(told)).to.deep.equal(['Connecting', 'Open', 'Message yours'])
  })

  it('resolves a Promise with a message of the same packet, and emits the rest to all subscribers', async () => {
    const heard: string[] = []
    const greet: Greet = async ({ receive$ }) => {
      heard.push(await firstValueFrom(receive$, { defaultValue: 'none' }))
      heard.push(await firstValueFrom(receive$, { defaultValue: 'none' }))
    }
    const { chat, peer } = connectTo({}, { greet })
    const events = watch(clientStart$(chat))
    peer.last.open()
    peer.last.say('one', 'two', 'three', 'four')
    await soon()
    expect(heard).to.deep.equal(['one', 'two'])
    expect(events.values.map(told)).to.deep.equal(['Connecting', 'Open', 'Message three', 'Message four'])
    expect(peer.last.readings.at(-1)).to.equal('resume')
  })

  for (const [how, greet] of [
    ['an empty Observable', () => EMPTY],
    ['an array', () => []],
    ['of()', () => of(1, 2)],
  ] as const) {
    it(`opens in the same turn where it is ${how}`, () => {
      const { chat, peer } = connectTo({ opens: true }, { greet })
      const events = watch(clientStart$(chat))
      peer.last.say('a')
      expect(events.values.map(told)).to.deep.equal(['Connecting', 'Open', 'Message a'])
    })
  }

  it('stands inside the connect timeout, and is let go then', () => {
    let isLetGo = false
    const greet: Greet = () => NEVER.pipe(tap({ finalize: () => (isLetGo = true) }))
    const { chat, peer, clock, errors } = connectTo({}, { greet, connectTimeout: 100 })
    clientStart$(chat).subscribe()
    clock.pass(60)
    peer.last.open()
    clock.pass(40)
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['ConnectTimedOut'])
    expect([isLetGo, peer.last.isTerminated]).to.deep.equal([true, true])
  })

  for (const [how, greet] of [
    [
      'throws',
      (): never => {
        throw new Error('mine')
      },
    ],
    ['errors', () => throwError(() => new Error('mine'))],
    ['rejects', () => Promise.reject(new Error('mine'))],
  ] as const) {
    it(`is a GreetingFailed where it ${how}, once, and the next dial greets again`, async () => {
      const { chat, peer, errors, clock } = connectTo({ opens: true }, { greet })
      const unhandled = await unhandledOf(() => clientStart$(chat).subscribe())
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['GreetingFailed'])
      expect(errors.values[0]).to.have.nested.property('cause.message', 'mine')
      expect(errors.values[0]).to.have.property('message', 'chat: the greeting failed')
      expect(peer.last.isTerminated).to.equal(true)
      clock.pass(1_000)
      await soon()
      expect(errors.values).to.have.length(2)
      expect(unhandled).to.deep.equal([])
    })
  }

  it('is judged by diagnose', () => {
    const { chat, peer } = connectTo(
      { opens: true },
      {
        greet: () => throwError(() => new Error('wrong password')),
        retry: { diagnose: ({ error }) => (error._tag === 'GreetingFailed' ? 'final' : 'retry') },
      },
    )
    const lease = watch(clientStart$(chat))
    expect(lease.end).to.have.nested.property('error._tag', 'GreetingFailed')
    expect(peer.sockets).to.have.length(1)
  })

  it('is let go when the connection is stopped or lost', () => {
    const letGo: string[] = []
    const greet: Greet = () => NEVER.pipe(tap({ finalize: () => letGo.push('let go') }))
    const { chat, peer, clock } = connectTo({ opens: true }, { greet })
    clientStart$(chat).subscribe()
    peer.last.lose()
    expect(letGo).to.have.length(1)
    clock.pass(1_000)
    clientStop$(chat).subscribe()
    expect(letGo).to.have.length(2)
    expect(clock.pending()).to.equal(0)
  })

  it('gets an EncodeFailed for a message that does not encode, and so does error$', () => {
    const answers: string[] = []
    const greet: Greet = ({ send }) => {
      answers.push(send(7 as never)._tag, send('fine')._tag)
      return EMPTY
    }
    const { chat, errors, peer } = connectTo({ opens: true }, { greet })
    clientStart$(chat).subscribe()
    expect(answers).to.deep.equal(['Left', 'Right'])
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['EncodeFailed'])
    expect(peer.last.sent).to.deep.equal(['fine'])
  })

  it('reports a message that does not decode, and goes on', () => {
    const codec = json(t.type({ n: t.number }))
    const greet = ({ receive$ }: GreetingContext<unknown, unknown>) => receive$.pipe(take(1))
    const { chat, errors, peer } = connectTo({}, { codec, greet } as never)
    const values = watch(clientStart$(chat).pipe(receive$()))
    peer.last.open()
    peer.last.say('nonsense', '{"n":1}', '{"n":2}')
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['DecodeFailed'])
    expect(values.values).to.deep.equal([{ n: 2 }])
  })

  it('keeps one order for all subscribers, though a message fails to decode late', () => {
    const read = new Subject<void>()
    const codec = json(t.type({ n: t.number }))
    const greet = ({ receive$ }: GreetingContext<unknown, unknown>) => read.pipe(concatMap(() => receive$))
    const { chat, peer } = connectTo({}, { codec, greet } as never)
    const [first, second]: [string[], string[]] = [[], []]
    chat.subscribe((event) => {
      first.push(told(event))
      if (event._tag === 'Fault') clientStop$(chat).subscribe()
    })
    chat.subscribe((event) => second.push(told(event)))
    clientStart$(chat).subscribe()
    peer.last.open()
    peer.last.say('nonsense')
    read.next()
    expect(first).to.deep.equal(['Idle', 'Connecting', 'Fault DecodeFailed', 'Closed'])
    expect(second).to.deep.equal(first)
  })

  it('may take any number of bytes, as long as few of them wait', () => {
    const heard: string[] = []
    const pull = new Subject<void>()
    const greet: Greet = ({ receive$ }) => pull.pipe(concatMap(() => receive$.pipe(take(1))))
    const { chat, peer, errors } = connectTo({}, { maxMessageSize: 10, greet })
    chat.pipe(start$()).subscribe()
    clientStart$(chat).subscribe()
    peer.last.open()
    peer.last.say('mes0')
    for (const next of ['mes1', 'mes2', 'mes3', 'mes4']) {
      peer.last.say(next)
      pull.next()
      heard.push(next)
    }
    expect(errors.values).to.deep.equal([])
    expect(heard).to.have.length(4)
  })

  it('guarantee 9: fails with 1009 where more than maxMessageSize waits for it', () => {
    const { chat, peer, errors } = connectTo({}, { maxMessageSize: 10, greet: () => NEVER })
    clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.open()
    peer.last.say('123456', '123456', '123456')
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['ProtocolFailed'])
    expect(peer.last.readings).to.include('pause')
  })
})
