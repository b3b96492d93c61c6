import { expect } from 'chai'
import { clientStart$, clientStop$, sendFrom } from 'pulsewire'

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
})
