import { expect } from 'chai'
import { clientStart$, clientStop$, sendFrom } from 'pulsewire'
import { take } from 'rxjs'

import { coreOf } from '../../lib/connection/connection.ts'
import { isObserved } from '../../lib/connection/subscriber-list.ts'
import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('sendFrom', () => {
  it('pulls nothing before the connection is open, then sends everything and completes', async () => {
    const { chat, peer } = connectTo()
    let pulled = 0
    function* source(): Generator<string> {
      for (const line of ['a', 'b', 'c']) {
        pulled++
        yield line
      }
    }
    const results = watch(sendFrom(chat, source()))
    clientStart$(chat).subscribe()
    await soon()
    expect(pulled).to.equal(0)
    peer.last.open()
    await soon()
    expect(peer.last.sent).to.deep.equal(['a', 'b', 'c'])
    expect(results.values.map(({ _tag }) => _tag)).to.deep.equal(['Right', 'Right', 'Right'])
    expect(results.end).to.deep.equal({ _tag: 'Completed' })
  })

  it('guarantee 9: pulls no more while 256 KiB are unsent', async () => {
    const { chat, peer } = connectTo({ opens: true, writes: false })
    clientStart$(chat).subscribe()
    let pulled = 0
    async function* endless(): AsyncGenerator<string> {
      for (;;) {
        pulled++
        yield 'x'.repeat(100_000)
      }
    }
    const results = watch(sendFrom(chat, endless()))
    await soon()
    expect(pulled).to.equal(3)
    peer.last.answer(2)
    await soon()
    expect(pulled).to.equal(5)
    results.stop()
    clientStop$(chat).subscribe()
  })

  it('guarantee 6: leaves no subscription to the connection when it is unsubscribed while its iterator is asked', async () => {
    const { chat, peer } = connectTo()
    clientStart$(chat).subscribe()
    peer.last.open()
    let answer: ((result: IteratorResult<string>) => void) | undefined
    const next = (): Promise<IteratorResult<string>> => new Promise((resolve) => (answer = resolve))
    const results = watch(sendFrom(chat, { [Symbol.asyncIterator]: () => ({ next }) }))
    await soon()
    results.stop()
    clientStop$(chat).subscribe()
    answer?.({ done: false, value: 'late' })
    await soon()
    expect(isObserved(coreOf(chat).channels.unsent)).to.equal(false)
  })

  it('waits through a reconnect, and loses nothing that it has not pulled', async () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    let go: (() => void) | undefined
    async function* source(): AsyncGenerator<string> {
      yield 'a'
      await new Promise<void>((resolve) => (go = resolve))
      yield 'b'
      yield 'c'
    }
    const results = watch(sendFrom(chat, source()))
    await soon()
    peer.last.lose()
    go?.()
    await soon()
    clock.pass(1_000)
    await soon()
    expect(peer.sockets.map(({ sent }) => sent)).to.deep.equal([['a'], ['b', 'c']])
    expect(results.end).to.deep.equal({ _tag: 'Completed' })
  })

  it('errors as the iterable does, behind its results', async () => {
    const { chat } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    function* source(): Generator<string> {
      yield 'a'
      throw new Error('mine')
    }
    const results = watch(sendFrom(chat, source()))
    await soon()
    expect(results.values.map(({ _tag }) => _tag)).to.deep.equal(['Right'])
    expect(results.end).to.have.nested.property('error.message', 'mine')
  })

  it('ends the iterable when it is unsubscribed', async () => {
    const { chat } = connectTo()
    let isEnded = false
    const source: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => {
          isEnded = true
          return Promise.resolve({ done: true, value: undefined })
        },
      }),
    }
    const results = watch(sendFrom(chat, source))
    results.stop()
    await soon()
    expect(isEnded).to.equal(true)
  })

  it('guarantee 9: takes its room as a share of outbox.bytes, so that nothing is refused', async () => {
    for (const size of [0, 100, 10_000, 64 * 1_024, 100_000]) {
      const { chat, peer, errors } = connectTo({ opens: true, writes: false }, { outbox: { bytes: 64 * 1_024 } })
      clientStart$(chat).subscribe()
      // Several times the room.
      const count = size <= 100 ? 300 : 60
      const results = watch(sendFrom(chat, Array(count).fill('x'.repeat(size)) as string[]))
      while (results.end === undefined) {
        await soon()
        expect(coreOf(chat).outbox.bytes).to.be.at.most(Math.max(64 * 1_024, size))
        peer.last.answer(1)
      }
      expect(results.end).to.deep.equal({ _tag: 'Completed' })
      expect(results.values.map(({ _tag }) => _tag)).to.deep.equal(Array(count).fill('Right'))
      expect(errors.values).to.deep.equal([])
    }
  })

  it('sends through an outbox that has room for one message only', async () => {
    const { chat, peer } = connectTo({ opens: true }, { outbox: { bytes: 0 } })
    clientStart$(chat).subscribe()
    const results = watch(sendFrom(chat, ['a', 'b', 'c']))
    await soon()
    expect(peer.last.sent).to.deep.equal(['a', 'b', 'c'])
    expect(results.end).to.deep.equal({ _tag: 'Completed' })
  })

  it('guarantee 9: refuses nothing where several sources share the room', async () => {
    const { chat, peer, errors } = connectTo({ opens: true, writes: false }, { outbox: { bytes: 64 * 1_024 } })
    clientStart$(chat).subscribe()
    const all = Array.from({ length: 20 }, () => watch(sendFrom(chat, Array(10).fill('x'.repeat(20_000)) as string[])))
    while (all.some(({ end }) => end === undefined)) {
      await soon()
      peer.last.answer(1)
    }
    expect(errors.values).to.deep.equal([])
    expect(peer.last.sent).to.have.length(200)
  })

  for (const [name, value] of [
    ['messages that are sent at once', 'a'],
    ['empty messages', ''],
    ['values that do not encode', 7],
  ] as const) {
    it(`lets the event loop go on while an endless synchronous source gives ${name}`, async () => {
      const { chat } = connectTo({ opens: true })
      clientStart$(chat).subscribe()
      let pulled = 0
      function* endless(): Generator<string> {
        for (; pulled < 1_000_000; pulled++) yield value as string
      }
      const sending = sendFrom(chat, endless()).subscribe()
      for (let turn = 0; turn < 5; turn++) await soon()
      expect(pulled).to.be.lessThan(100_000)
      await new Promise((resolve) => setTimeout(resolve, 1))
      sending.unsubscribe()
      const last = pulled
      await soon()
      expect(pulled).to.equal(last)
    })
  }

  for (const source of ['text', 7, undefined, null, {}, { [Symbol.iterator]: 7 }, () => undefined]) {
    it(`errors with EncodeFailed for what is not iterable: ${typeof source} ${JSON.stringify(source)}`, async () => {
      const { chat, peer, errors } = connectTo({ opens: true })
      clientStart$(chat).subscribe()
      const results = watch(sendFrom(chat, source as never))
      await soon()
      expect(results.values).to.deep.equal([])
      expect(results.end).to.have.nested.property('error._tag', 'EncodeFailed')
      expect(results.end).to.have.property('error', errors.values[0])
      expect(errors.values).to.have.length(1)
      expect(peer.last.sent).to.deep.equal([])
    })
  }

  const exhaust = (): IteratorResult<string> => ({ done: true, value: undefined })

  /** An iterator of so many values, and how often `return` was called on it. */
  function counted(
    count: number,
    last: () => IteratorResult<string> = exhaust,
  ): { readonly source: Iterable<string>; returns: number } {
    let given = 0
    const made = {
      returns: 0,
      source: {
        [Symbol.iterator]: (): Iterator<string> => ({
          next: () => (given++ < count ? { done: false, value: 'a' } : last()),
          return: () => {
            made.returns++
            return { done: true, value: undefined }
          },
        }),
      },
    }
    return made
  }

  it('calls return on no iterator that is exhausted or has thrown, and once on any other', async () => {
    const { chat } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    const exhausted = counted(2)
    const broken = counted(2, () => {
      throw new Error('mine')
    })
    const left = counted(Infinity)
    const results = [exhausted, broken, left].map(({ source }) => watch(sendFrom(chat, source).pipe(take(5))))
    await soon()
    for (const { stop } of results) stop()
    await soon()
    expect([exhausted, broken, left].map(({ returns }) => returns)).to.deep.equal([0, 0, 1])
  })

  it('errors where a step of the iterator gives no object, as for await does', async () => {
    const { chat } = connectTo({ opens: true })
    clientStart$(chat).subscribe()
    for (const step of [5, undefined, 'done']) {
      const iterator = { next: () => step, [Symbol.iterator]: () => iterator }
      const results = watch(sendFrom(chat, iterator as never))
      await soon()
      expect(results.values).to.deep.equal([])
      expect(results.end).to.have.nested.property(
        'error.message',
        'sendFrom: next() of the iterator gave no result object',
      )
    }
  })

  it('reports no error of an iterator that fails while it is ended, or whose members throw', async () => {
    const { chat } = connectTo()
    clientStart$(chat).subscribe()
    const rejections: unknown[] = []
    const note = (reason: unknown): void => void rejections.push(reason)
    process.on('unhandledRejection', note)
    const members = [
      { next: () => new Promise(() => undefined), return: () => Promise.reject(new Error('late')) },
      {
        next: () => new Promise(() => undefined),
        get return(): never {
          throw new Error('a getter')
        },
      },
    ]
    for (const iterator of members) watch(sendFrom(chat, { [Symbol.asyncIterator]: () => iterator } as never)).stop()
    const getters = watch(
      sendFrom(chat, {
        get [Symbol.asyncIterator](): never {
          throw new Error('a getter')
        },
      }),
    )
    await soon()
    await soon()
    process.off('unhandledRejection', note)
    expect(rejections).to.deep.equal([])
    expect(getters.end).to.have.nested.property('error.message', 'a getter')
  })
})
