import { expect } from 'chai'
import { clientStart$, clientStop$, send, start$ } from 'pulsewire'
import { Observable, of } from 'rxjs'

import { coreOf } from '../../../lib/connection/connection.ts'
import type { Core } from '../../../lib/connection/core.ts'
import { messageOverhead } from '../../../lib/connection/sending/pending-message.ts'
import { SendSubscription } from '../../../lib/connection/sending/send-subscription.ts'
import { hasRoom, offer } from '../../../lib/connection/sending/writable.ts'
import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'
import { answers } from '../../support/results.ts'
import { watch, type Watched } from '../../support/watching.ts'

/** 1/64 of it is 160 bytes of data, and 1/16 of it the overheads of two messages. */
const bytes = 32 * messageOverhead

type Started = ConnectedPeer & {
  readonly core: Core<string, string>
  /** Sends messages of these lengths, in characters. */
  readonly write: (...lengths: ReadonlyArray<number>) => Watched<unknown>
}

/** Starts a connection to a peer that answers no write. */
function startWith(limits: { readonly bytes: number; readonly limit?: number }, opens = true): Started {
  const connected = connectTo({ opens, writes: false }, { outbox: limits })
  const { chat } = connected
  clientStart$(chat).subscribe({ error: () => undefined })
  const write = (...lengths: ReadonlyArray<number>): Watched<unknown> =>
    watch(of(...lengths.map((length) => 'x'.repeat(length))).pipe(send(chat)))
  return { ...connected, core: coreOf(chat), write }
}

function makeSubscription(): SendSubscription<string> {
  let made: SendSubscription<string> | undefined
  new Observable<never>((subscriber) => {
    made = new SendSubscription<string>(subscriber, { inspector: undefined })
  }).subscribe()
  return made!
}

describe('hasRoom', () => {
  it('is true while nothing is accepted, whatever the size', () => {
    expect(hasRoom(startWith({ bytes }).core, 2 * bytes)).to.equal(true)
  })

  for (const [title, lengths, expected] of [
    ['less data than 1/64 of the bytes', [159], true],
    ['1/64 of the bytes', [160], false],
    ['fewer overheads than 1/16 of the bytes', [0], true],
    ['overheads of 1/16 of the bytes', [0, 0], false],
  ] as const) {
    it(`is ${String(expected)} with ${title}`, () => {
      const { core, write } = startWith({ bytes })
      write(...lengths)
      expect(hasRoom(core, 1)).to.equal(expected)
    })
  }

  it('counts the overheads of messages that wait and of those that were written', () => {
    const { chat, core, write } = startWith({ bytes })
    write(0)
    clientStop$(chat).subscribe()
    clientStart$(chat).subscribe({ error: () => undefined })
    expect(hasRoom(core, 1)).to.equal(true)
    write(0)
    expect(hasRoom(core, 1)).to.equal(false)
  })

  it('counts data and overheads apart', () => {
    const { core, write } = startWith({ bytes: 64 * messageOverhead })
    write(0, 0)
    expect(hasRoom(core, 1)).to.equal(true)
  })

  it('is false for a message that does not fit', () => {
    const { core, write } = startWith({ bytes })
    write(0)
    expect(hasRoom(core, bytes - messageOverhead)).to.equal(true)
    expect(hasRoom(core, bytes - messageOverhead + 1)).to.equal(false)
  })

  it('does not count `limit`: a source that can wait sends on an open connection alone', () => {
    const { core, write } = startWith({ bytes, limit: 1 }, false)
    write(0)
    expect(hasRoom(core, 1)).to.equal(true)
  })
})

describe('guarantee 9: `limit`', () => {
  const one = { bytes: 4 * 1_024 * 1_024, limit: 1 }

  it('counts messages that wait for a start behind a stop', () => {
    const { chat, write } = startWith(one)
    write(0)
    clientStop$(chat).subscribe()
    clientStart$(chat).subscribe({ error: () => undefined })
    const results = watch(of('a', 'b').pipe(send(chat)))
    clientStop$(chat).subscribe()
    expect(answers(results)).to.deep.equal(['NotOpen', 'OutboxFull'])
  })

  it('does not count messages that wait for their turn on an open connection', () => {
    const { peer, write } = startWith(one)
    const results = write(2_000_000, 0, 0)
    peer.last.answer()
    expect(answers(results as never))
      .to.have.length(3)
      .and.not.to.include('OutboxFull')
  })
})

describe('offer', () => {
  it('returns the size of a message that does not fit, and 0 for one that does', () => {
    const { core, write } = startWith({ bytes })
    const subscription = makeSubscription()
    write(bytes - 2 * messageOverhead)
    expect(offer(core, subscription, 'a')).to.equal(messageOverhead + 1)
    expect(offer(core, subscription, '')).to.equal(0)
  })

  it('returns 0 for a message that does not encode, however full the outbox is', () => {
    const { core, write, errors } = startWith({ bytes })
    write(bytes)
    expect(offer(core, makeSubscription(), 7 as never)).to.equal(0)
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['EncodeFailed'])
  })

  it('does not count `limit`', () => {
    const { core, write } = startWith({ bytes, limit: 1 }, false)
    write(0)
    expect(offer(core, makeSubscription(), '')).to.equal(0)
  })
})

describe('guarantee 9: `overflow: dropOldest`', () => {
  it('refuses the messages that have waited longest, for a new one', () => {
    const limits = { bytes: 2 * (messageOverhead + 1), overflow: 'dropOldest' } as const
    const { chat, peer } = connectTo({}, { outbox: limits })
    clientStart$(chat).subscribe({ error: () => undefined })
    const results = watch(of('a', 'b', 'c').pipe(send(chat)))
    peer.last.open()
    expect(peer.last.sent).to.deep.equal(['b', 'c'])
    expect(answers(results)).to.deep.equal(['OutboxFull', 'b', 'c'])
  })
})

describe('Messages behind a stop of the same turn', () => {
  /** Sends messages of these lengths behind a stop, within the turn in which the connection opens. */
  function writeBehindStop(limit: number, ...lengths: ReadonlyArray<number>): ReadonlyArray<unknown> {
    const { chat, peer, write } = startWith({ bytes: limit }, false)
    let results: ReadonlyArray<Watched<unknown>> = []
    chat.pipe(start$()).subscribe(() => {
      clientStop$(chat).subscribe()
      results = lengths.map((length) => write(length))
    })
    peer.last.open()
    return results.flatMap((result) => answers(result as never))
  }

  it('guarantee 9: count against `outbox.bytes` while they wait', () => {
    expect(writeBehindStop(bytes, 0, bytes - 2 * messageOverhead)).to.deep.equal(['NotOpen', 'NotOpen'])
    expect(writeBehindStop(bytes, 0, bytes - 2 * messageOverhead + 1)).to.deep.equal(['NotOpen', 'OutboxFull'])
    expect(writeBehindStop(bytes, 2 * bytes, 0)).to.deep.equal(['NotOpen', 'OutboxFull'])
  })

  it('guarantee 9: count no longer when they are settled', () => {
    const { chat, peer, write } = startWith({ bytes }, false)
    const results: Array<Watched<unknown>> = []
    chat.pipe(start$()).subscribe(() => {
      clientStop$(chat).subscribe()
      results.push(write(bytes - messageOverhead))
    })
    peer.last.open()
    clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.open()
    expect(results.flatMap((result) => answers(result as never))).to.deep.equal(['NotOpen', 'NotOpen'])
  })
})
