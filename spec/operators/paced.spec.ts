import { expect } from 'chai'
import { clientRestart$, clientStart$, clientStop$, type DialContext, error$, paced, receive$ } from 'pulsewire'
import { map, NEVER, type ObservableInput, of, Subject, take } from 'rxjs'

import type { Transport } from '../../lib/transport/transport.ts'
import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'

const lines = (count: number): string[] => Array.from({ length: count }, (_, n) => `${n}`)

describe('paced', () => {
  it('projects like mergeMap, in order and one at a time by default, and loses nothing', () => {
    const { chat, peer } = connectTo({ opens: true })
    const work = new Subject<void>()
    const done = watch(
      clientStart$(chat).pipe(
        receive$(),
        paced(chat, (line) => work.pipe(take(1), map(() => line))), // prettier-ignore
      ),
    )
    peer.last.say(...lines(5))
    for (let n = 0; n < 5; n++) work.next()
    expect(done.values).to.deep.equal(lines(5))
  })

  it('stops reading while more than highWaterMark values wait, and reads on below half of it', () => {
    const { chat, peer } = connectTo({ opens: true })
    const work = new Subject<void>()
    watch(
      clientStart$(chat).pipe(
        receive$(),
        paced(chat, () => work.pipe(take(1)), { highWaterMark: 4 }),
      ),
    )
    const { readings } = peer.last
    const before = readings.length
    peer.last.say(...lines(5))
    expect(readings.slice(before), 'four wait behind the first').to.deep.equal([])
    peer.last.say('6')
    expect(readings.slice(before)).to.deep.equal(['pause'])
    peer.last.say('7', '8')
    expect(readings.slice(before), 'paused once').to.deep.equal(['pause'])
    for (let n = 0; n < 5; n++) work.next()
    expect(readings.slice(before)).to.deep.equal(['pause'])
    work.next()
    expect(readings.slice(before)).to.deep.equal(['pause', 'resume'])
  })

  it('the slowest of several consumers decides, until it unsubscribes', () => {
    const { chat, peer } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    const never = new Subject<void>()
    const slow = [0, 1].map(() =>
      watch(
        chat.pipe(
          receive$(),
          paced(chat, () => never, { highWaterMark: 1 }),
        ),
      ),
    )
    const before = peer.last.readings.length
    peer.last.say(...lines(3))
    slow[0]!.stop()
    expect(peer.last.readings.slice(before)).to.not.include('resume')
    slow[1]!.stop()
    expect(peer.last.readings.at(-1)).to.equal('resume')
  })

  it('holds a connection back that comes back, and reads on for the closing handshake', () => {
    const { chat, peer } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    watch(
      chat.pipe(
        receive$(),
        paced(chat, () => new Subject<void>(), { highWaterMark: 1 }),
      ),
    )
    peer.last.say(...lines(3))
    expect(peer.last.readings.at(-1)).to.equal('pause')
    clientRestart$(chat).subscribe()
    expect(peer.sockets[0]!.readings.at(-1)).to.equal('resume')
    expect(peer.sockets[1]!.readings.at(-1)).to.equal('pause')
    clientStop$(chat).subscribe()
    expect(peer.sockets[1]!.readings.at(-1)).to.equal('resume')
  })

  it('is not judged by the heartbeat while nothing is read', () => {
    const { chat, peer, clock } = connectTo(
      { opens: true, pongs: false },
      { heartbeat: { interval: 100, timeout: 30 } },
    )
    clientStart$(chat).subscribe()
    const pacer = watch(
      chat.pipe(
        receive$(),
        paced(chat, () => new Subject<void>(), { highWaterMark: 1 }),
      ),
    )
    peer.last.say(...lines(3))
    clock.pass(1_000)
    expect(peer.last.isOver).to.equal(false)
    pacer.stop()
    clock.pass(130)
    expect(peer.last.isOver).to.equal(true)
  })

  it('guarantee 9: ends the connection with 1008 where the platform cannot stop reading and far too much waits', () => {
    const { peer } = connectTo()
    const blind: Transport = (request, listener) => {
      const socket = peer.transport(request, listener)
      return Object.assign(socket, { pause: undefined, resume: undefined })
    }
    const { chat } = connectTo({}, { transport: blind })
    const errors = watch(chat.pipe(error$()))
    clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.open()
    watch(
      chat.pipe(
        receive$(),
        paced(chat, () => new Subject<void>(), { highWaterMark: 2 }),
      ),
    )
    peer.last.say(...lines(33))
    expect(errors.values).to.deep.equal([])
    peer.last.say('one too many')
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['ProtocolFailed'])
    expect(errors.values[0]).to.include({ code: 1008 })
    expect(errors.values[0]?.message).to.equal(
      'chat: 33 values wait for a slow consumer, and this platform cannot stop reading. Consume faster, or drop values.',
    )
  })

  describe('guarantee 9: never takes a connection for one that cannot stop reading', () => {
    /** Opens a connection, and lets `count` values wait for a consumer that never has room. */
    function filled(count: number, highWaterMark: number, options: Parameters<typeof connectTo>[1] = {}) {
      const connected = connectTo({ opens: true }, options)
      clientStart$(connected.chat).subscribe({ error: () => undefined })
      const values = new Subject<string>()
      const consumer = values.pipe(paced(connected.chat, () => NEVER, { highWaterMark })).subscribe()
      // The first is being worked on.
      for (const line of lines(count + 1)) values.next(line)
      return { ...connected, values, consumer }
    }

    it('however many values were read before it stopped', () => {
      const { peer, errors } = filled(40, 1)
      expect(errors.values).to.deep.equal([])
      expect(peer.last.readings.at(-1)).to.equal('pause')
    })

    it('while it waits for its next dial, or asks for the address', () => {
      const url = ({ attempt }: DialContext): ObservableInput<string> => (attempt === 1 ? ['ws://peer/'] : NEVER)
      const { peer, clock, errors, values, chat, consumer } = filled(3, 1, { url })
      peer.last.lose()
      for (const line of lines(40)) values.next(line)
      clock.pass(1_000)
      for (const line of lines(40)) values.next(line)
      expect(chat.state._tag).to.equal('Connecting')
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['ConnectionLost'])
      consumer.unsubscribe()
    })

    it('before it is started, and leaves without harm', () => {
      const { chat, errors } = connectTo()
      const values = new Subject<string>()
      const consumer = values.pipe(paced(chat, () => NEVER, { highWaterMark: 1 })).subscribe()
      for (const line of lines(40)) values.next(line)
      consumer.unsubscribe()
      expect(errors.values).to.deep.equal([])
    })
  })

  it('does not resume the reading that a greeting has stopped', () => {
    const { chat, peer } = connectTo({}, { greet: () => NEVER })
    clientStart$(chat).subscribe()
    peer.last.open()
    peer.last.say('held for the greeting')
    const values = new Subject<string>()
    const consumer = values.pipe(paced(chat, () => NEVER, { highWaterMark: 1 })).subscribe()
    for (const line of lines(3)) values.next(line)
    consumer.unsubscribe()
    expect(peer.last.readings).to.deep.equal(['pause'])
  })

  it('leaves without harm where the platform can neither stop nor resume reading', () => {
    const { peer } = connectTo()
    const blind: Transport = (request, listener) => {
      const socket = peer.transport(request, listener)
      return Object.assign(socket, { pause: undefined, resume: undefined })
    }
    const { chat, errors } = connectTo({}, { transport: blind })
    clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.open()
    const consumer = watch(
      chat.pipe(
        receive$(),
        paced(chat, () => NEVER, { highWaterMark: 1 }),
      ),
    )
    peer.last.say('a', 'b', 'c')
    expect(() => {
      consumer.stop()
    }).not.to.throw()
    expect(errors.values).to.deep.equal([])
  })

  it('guarantee 10: a projector that throws errors its own pipeline alone', () => {
    const { chat, peer } = connectTo({ opens: true })
    const lease = watch(clientStart$(chat))
    const thrown = watch(
      chat.pipe(
        receive$(),
        paced(chat, () => {
          throw new Error('mine')
        }),
      ),
    )
    peer.last.say('a', 'b')
    expect(thrown.end).to.have.nested.property('error.message', 'mine')
    expect(lease.end).to.equal(undefined)
    expect(peer.last.isOver).to.equal(false)
  })

  it('refuses options that can never work', () => {
    const { chat } = connectTo()
    expect(() => paced(chat, () => of(1), { concurrency: 0 })).to.throw(RangeError)
    expect(() => paced(chat, () => of(1), { highWaterMark: NaN })).to.throw(RangeError)
  })
})
