import { inspect } from 'node:util'

import { expect } from 'chai'
import { clientStart$, clientStop$, type Connection, send } from 'pulsewire'
import { diagram, fromJSON, record, type RecordedEvent } from 'pulsewire/inspect'
import { of } from 'rxjs'

import { coreOf } from '../../lib/connection/connection.ts'
import { connectTo } from '../support/peers/connect-to.ts'
import { unhandledOf } from '../support/watching.ts'

function say(chat: Connection<string, string>, text: string): void {
  of(text).pipe(send(chat)).subscribe()
}

const contents = (events: ReadonlyArray<RecordedEvent>): ReadonlyArray<string | undefined> =>
  events.flatMap((event) => ('body' in event ? [event.body.content] : []))

describe('record', () => {
  it('keeps what happens until it is stopped, with times from its beginning', () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    clock.pass(1_000)
    const recording = record(chat)
    clock.pass(5)
    clientStart$(chat).subscribe()
    clock.pass(20)
    peer.last.say('hello')
    recording.stop()
    const data = recording.toJSON()
    peer.last.say('after the end')
    clock.pass(1_000)
    expect(recording.toJSON()).to.deep.equal(data)
    expect(data).to.include({ connection: 'chat', duration: 25, dropped: 0 })
    expect(data.events.map(({ at, _tag }) => `${at} ${_tag}`)).to.deep.equal([
      '0 State',
      ...['5 Input', '5 State', '5 Input', '5 Dial', '5 Input', '5 State'],
      '25 Received',
    ])
    expect(coreOf(chat).inspector).to.equal(undefined)
  })

  it('hides messages, and keeps their kind and size', () => {
    const { chat, peer } = connectTo({ opens: true })
    const recording = record(chat)
    clientStart$(chat).subscribe()
    peer.last.say('c4n4ry')
    say(chat, 'c4n4ry')
    of(new TextEncoder().encode('c4n4ry'))
      .pipe(send(chat, { binary: true }))
      .subscribe()
    const { events } = recording.toJSON()
    expect(JSON.stringify(events) + inspect(recording, { depth: 9, showHidden: true })).to.not.include('c4n4ry')
    expect(recording.diagram()).to.include('text, 6 bytes').and.to.include('binary, 6 bytes')
    expect(events.filter((event) => 'body' in event)).to.have.length(5)
    expect(contents(events)).to.deep.equal([undefined, undefined, undefined, undefined, undefined])
  })

  it('keeps messages whole with `hide: false`, bytes as hexadecimal digits', () => {
    const { chat, peer } = connectTo({ opens: true })
    const recording = record(chat, { hide: false })
    clientStart$(chat).subscribe()
    peer.last.say('hello')
    of(new Uint8Array([1, 255]))
      .pipe(send(chat, { binary: true }))
      .subscribe()
    expect(contents(recording.toJSON().events)).to.deep.equal(['hello', '01ff', '01ff'])
    expect(recording.diagram()).to.include("'hello'").and.to.include('<01 ff>')
  })

  it('lets a function decide on each message, and hides those at which it throws', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const recording = record(chat, {
      hide: (data, direction) => {
        if (data === 'bad') throw new Error('mine')
        return direction === 'in' ? String(data).replace('secret', '***') : undefined
      },
    })
    clientStart$(chat).subscribe()
    const unhandled = await unhandledOf(() => {
      peer.last.say('a secret')
      peer.last.say('bad')
    })
    say(chat, 'out')
    expect(unhandled).to.have.length(1)
    expect(contents(recording.toJSON().events)).to.deep.equal(['a ***', undefined, undefined, undefined])
  })

  it('drops the oldest events above `last`, and remembers the state behind them', () => {
    const { chat, peer } = connectTo({ opens: true })
    const recording = record(chat, { last: 10 })
    expect(recording.toJSON().beginning).to.deep.equal({ state: 'Idle', dial: 0, attempt: 1 })
    clientStart$(chat).subscribe()
    for (let n = 0; n < 5_000; n++) peer.last.say('x')
    const { events, dropped, beginning } = recording.toJSON()
    expect(events).to.have.length(10)
    expect(dropped).to.equal(4_997)
    expect(beginning).to.deep.equal({ state: 'Open', dial: 1, attempt: 1, openSince: 0 })
  })

  it('hides a message for which `hide` returns neither text nor bytes', async () => {
    for (const answer of [() => 7, () => ({}), () => null, () => Promise.reject(new Error('mine'))]) {
      const { chat, peer } = connectTo({ opens: true })
      const recording = record(chat, { bytes: 10_000, hide: () => answer() as never })
      clientStart$(chat).subscribe()
      const unhandled = await unhandledOf(() => {
        for (let n = 0; n < 100; n++) peer.last.say('hello')
      })
      expect(unhandled).to.deep.equal([])
      expect(contents(recording.toJSON().events)).to.deep.equal(Array(recording.toJSON().events.length).fill(undefined))
      expect(recording.toJSON().dropped).to.be.greaterThan(0)
    }
  })

  it('drops the oldest events above `bytes`, whatever the size of a message', () => {
    const { chat, peer } = connectTo({ opens: true })
    const recording = record(chat, { bytes: 10_000, hide: false })
    clientStart$(chat).subscribe()
    for (let n = 0; n < 100; n++) peer.last.say('x'.repeat(2_000))
    expect(recording.toJSON().events).to.have.length(2)
    peer.last.say('x'.repeat(100_000))
    expect(recording.toJSON().events).to.have.length(1)
  })

  it('begins in the middle of a run', () => {
    const { chat, peer, clock } = connectTo()
    clientStart$(chat).subscribe()
    for (const delay of [1_000, 2_000]) {
      peer.last.end({ _tag: 'Refused' })
      clock.pass(delay)
    }
    expect(record(chat).toJSON().beginning).to.deep.equal({ state: 'Dialing', dial: 3, attempt: 3 })
  })

  it('refuses a lease', () => {
    expect(() => record(clientStart$(connectTo().chat) as never)).to.throw(TypeError)
  })
})

describe('fromJSON', () => {
  it('reads what toJSON wrote, as text and as data', () => {
    const { chat, peer, clock } = connectTo({ opens: true }, { retry: { maxAttempts: 2 } })
    const recording = record(chat, { hide: false })
    clientStart$(chat).subscribe({ error: () => undefined })
    say(chat, 'hi')
    peer.last.listener.closing?.(1012, 'restart')
    peer.last.end({ _tag: 'Closed', code: 1012, reason: 'restart', wasClean: true })
    clock.pass(1_000)
    peer.last.end({ _tag: 'Refused', status: 503, retryAfter: 7 })
    clientStop$(chat).subscribe()
    const text = JSON.stringify(recording)
    for (const json of [text, JSON.parse(text) as unknown]) {
      const read = fromJSON(json)
      expect(read).to.have.property('_tag', 'Right')
      if (read._tag !== 'Right') return
      expect(JSON.stringify(read.right)).to.equal(text)
      expect(read.right.diagram()).to.equal(recording.diagram())
      read.right.stop()
    }
  })

  it('lists what is wrong with anything else', () => {
    expect(fromJSON('{')).to.deep.equal({ _tag: 'Left', left: [{ path: '', message: 'is no JSON' }] })
    for (const value of [null, 3, {}, { format: 'pulsewire recording 1' }]) {
      expect(fromJSON(value), JSON.stringify(value)).to.have.property('_tag', 'Left')
    }
    const { chat } = connectTo()
    const data = record(chat).toJSON()
    const wrong = fromJSON({ ...data, events: [{ at: 0, _tag: 'Fault', error: { _tag: 'Nonsense', message: '' } }] })
    expect(wrong).to.have.property('_tag', 'Left')
  })
})

describe('diagram', () => {
  it('draws several recordings on one time axis', () => {
    const [first, second] = [connectTo({ opens: true }), connectTo({ opens: true }, { name: 'news' })]
    const recordings = [record(first.chat, { hide: false }), record(second.chat)]
    first.clock.pass(500)
    second.clock.pass(1_000)
    clientStart$(first.chat).subscribe()
    say(first.chat, 'hello')
    first.clock.pass(500)
    clientStart$(second.chat).subscribe()
    second.clock.pass(500)
    second.peer.last.end({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
    expect(diagram(recordings, { width: 59 })).to.equal(`  seconds          0.0          0.5         1.0          1.5

  chat    state    I           CO========================
          given    ------------a-------------------------
          sent     ------------a-------------------------
          received --------------------------------------
          errors   --------------------------------------

  news    state    I                        CO==========W
          given    --------------------------------------
          sent     --------------------------------------
          received --------------------------------------
          errors   -------------------------------------b

  I Idle  C Connecting  O Open  W Waiting for the next attempt  S Closing  X Closed  F Failed
  given: handed to send()   sent: the result was Right   equal letters are equal texts
  a 'hello'
  b ConnectionLost: news: lost without a closing handshake (1006)`)
  })

  it('draws the latest time alone, within its width, however much happens', () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const recording = record(chat, { hide: false })
    clientStart$(chat).subscribe()
    for (let n = 0; n < 500; n++) {
      clock.pass(20)
      peer.last.say(`message ${n}`)
    }
    const picture = recording.diagram({ width: 60, last: 2_000 })
    expect(picture.split('\n').filter((line) => line.length > 100)).to.deep.equal([])
    expect(picture).to.include("'message 420'").and.to.include('* all others').and.not.to.include("'message 380'")
    expect(picture).to.match(/^ +received [+a-zA-Z*-]{40}$/m)
    expect(picture).to.match(/state {4}={30,}/)
  })
})
