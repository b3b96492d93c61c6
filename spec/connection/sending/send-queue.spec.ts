import { expect } from 'chai'
import fc from 'fast-check'

import { defaultOutboxLimits, type OutboxLimits, SendQueue } from '../../../lib/connection/sending/send-queue.ts'
import { type Item, Naive } from './naive-queue.ts'

const item = (id: number, size = 1): Item => ({ id, size, previous: undefined, next: undefined })
const ids = (items: ReadonlyArray<Item> | undefined): ReadonlyArray<number> | undefined => items?.map(({ id }) => id)

/** An outbox in which items of these sizes wait, the ids being 0, 1, ... */
function waiting(limits: Partial<OutboxLimits>, ...sizes: ReadonlyArray<number>): SendQueue<Item> {
  const outbox = new SendQueue<Item>({ ...defaultOutboxLimits, ...limits })
  for (const [id, size] of sizes.entries()) outbox.enqueue(item(id, size))
  return outbox
}

function drain(outbox: SendQueue<Item>): ReadonlyArray<number> {
  const taken: number[] = []
  for (let next = outbox.dequeue(); next !== undefined; next = outbox.dequeue()) taken.push(next.id)
  return taken
}

describe('Outbox', () => {
  it('gives what waits in the order in which it came, and then nothing', () => {
    expect(drain(waiting({}, 1, 1, 1))).to.deep.equal([0, 1, 2])
    expect(waiting({}).dequeue()).to.equal(undefined)
    expect(waiting({}).dequeueWritten()).to.equal(undefined)
  })

  it('accounts for what waits and what was written, until it is taken', () => {
    const outbox = waiting({}, 3, 4)
    outbox.addWritten(item(2, 5))
    expect(outbox).to.include({ waiting: 2, written: 1, writtenBytes: 5, bytes: 12 })
    expect(outbox.dequeue()?.id).to.equal(0)
    expect(outbox.dequeueWritten()?.id).to.equal(2)
    expect(outbox).to.include({ waiting: 1, written: 0, writtenBytes: 0, bytes: 4 })
  })

  it('guarantee 9: counts messages against limit only where they wait', () => {
    const outbox = waiting({ limit: 2 }, 1, 1)
    expect(outbox.makeRoom(1, true)).to.equal(undefined)
    expect(outbox.makeRoom(1, false)).to.deep.equal([])
  })

  it('guarantee 9: counts bytes against bytes wherever they are', () => {
    const outbox = waiting({ bytes: 10 }, 3)
    outbox.addWritten(item(1, 4))
    for (const toWait of [true, false]) {
      expect(outbox.makeRoom(3, toWait)).to.deep.equal([])
      expect(outbox.makeRoom(4, toWait)).to.equal(undefined)
    }
  })

  it('lets the oldest give way, as many as it takes', () => {
    const outbox = waiting({ bytes: 10, overflow: 'dropOldest' }, 3, 3, 4)
    expect(ids(outbox.makeRoom(5, true))).to.deep.equal([0, 1])
    expect(drain(outbox)).to.deep.equal([2])
    const counted = waiting({ limit: 2, overflow: 'dropOldest' }, 1, 1)
    expect(ids(counted.makeRoom(1, true))).to.deep.equal([0])
  })

  it('lets the newest that waits give way, whose place the new one takes', () => {
    const outbox = waiting({ bytes: 10, overflow: 'dropNewest' }, 4, 3, 3)
    expect(ids(outbox.makeRoom(5, true))).to.deep.equal([2, 1])
    expect(drain(outbox)).to.deep.equal([0])
  })

  it('drops no message for one that would not fit even then', () => {
    for (const overflow of ['dropOldest', 'dropNewest'] as const) {
      const outbox = waiting({ bytes: 10, overflow }, 2)
      outbox.addWritten(item(1, 8))
      expect(outbox.makeRoom(3, true)).to.equal(undefined)
      expect(drain(outbox)).to.deep.equal([0])
    }
  })

  for (const overflow of ['dropOldest', 'dropNewest'] as const) {
    it(`drops messages for one that fits then, to the last byte: ${overflow}`, () => {
      const beside = waiting({ bytes: 10, overflow }, 2)
      beside.addWritten(item(1, 4))
      expect(ids(beside.makeRoom(6, true))).to.deep.equal([0])
      expect(ids(waiting({ bytes: 10, overflow }, 2).makeRoom(11, true))).to.deep.equal([0])
    })
  }

  it('takes one message of any size where it is empty, under every policy', () => {
    for (const overflow of ['reject', 'dropOldest', 'dropNewest'] as const) {
      const outbox = waiting({ limit: 0, bytes: 0, overflow })
      expect(outbox.makeRoom(1_000_000, true)).to.deep.equal([])
    }
  })

  it('guarantee 9: is half empty when at most half of each limit is used, which ends a period of fullness', () => {
    for (const [limits, sizes, isHalfEmpty] of [
      [{ limit: 4 }, [1, 1], true],
      [{ limit: 4 }, [1, 1, 1], false],
      [{ bytes: 10 }, [2, 3], true],
      [{ bytes: 10 }, [3, 3], false],
    ] as const) {
      expect(waiting(limits, ...sizes).isHalfEmpty).to.equal(isHalfEmpty)
    }
  })

  it('withdraws from any place without touching the others', () => {
    const items = [item(0), item(1), item(2), item(3)]
    const outbox = waiting({})
    for (const each of items) outbox.enqueue(each)
    outbox.withdraw(items[2]!)
    outbox.withdraw(items[0]!)
    outbox.withdraw(items[3]!)
    expect(outbox).to.include({ waiting: 1, bytes: 1 })
    expect(drain(outbox)).to.deep.equal([1])
  })

  it('withdraws in a time that does not depend on how many wait', () => {
    // Links instead of a search: no other entry is read.
    const items = Array.from({ length: 5 }, (_, id) => item(id))
    const outbox = waiting({})
    for (const each of items) outbox.enqueue(each)
    const far = items[0]!
    Object.defineProperty(far, 'next', {
      get: () => {
        throw new Error('searched')
      },
    })
    expect(() => outbox.withdraw(items[3]!)).not.to.throw()
  })
})

type QueueCall =
  | { readonly _tag: 'Add'; readonly size: number; readonly toWait: boolean }
  | { readonly _tag: 'TakeWaiting' | 'TakeWritten' }
  | { readonly _tag: 'Withdraw'; readonly index: number }

const limits: fc.Arbitrary<OutboxLimits> = fc.record({
  limit: fc.integer({ min: 0, max: 6 }),
  bytes: fc.integer({ min: 0, max: 30 }),
  overflow: fc.constantFrom('reject', 'dropOldest', 'dropNewest'),
})

const act: fc.Arbitrary<QueueCall> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ _tag: fc.constant('Add' as const), size: fc.nat(12), toWait: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constantFrom<QueueCall>({ _tag: 'TakeWaiting' }, { _tag: 'TakeWritten' }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant('Withdraw' as const), index: fc.nat(5) }) },
)

function carryOut(happens: QueueCall, id: number, outbox: SendQueue<Item>, naive: Naive): void {
  switch (happens._tag) {
    case 'Add': {
      const added = item(id, happens.size)
      const dropped = outbox.makeRoom(happens.size, happens.toWait)
      expect(ids(dropped)).to.deep.equal(ids(naive.makeRoom(happens.size, happens.toWait)))
      if (dropped === undefined) return
      if (happens.toWait) {
        outbox.enqueue(added)
        naive.queued.push(added)
      } else {
        outbox.addWritten(added)
        naive.sent.push(added)
      }
      return
    }
    case 'TakeWaiting':
      expect(outbox.dequeue()).to.equal(naive.queued.shift())
      return
    case 'TakeWritten':
      expect(outbox.dequeueWritten()).to.equal(naive.sent.shift())
      return
    case 'Withdraw': {
      const [withdrawn] = naive.queued.splice(happens.index, 1)
      if (withdrawn !== undefined) outbox.withdraw(withdrawn)
    }
  }
}

describe('Outbox, against a naive one', () => {
  it('guarantee 9: does the same as arrays that are searched, in every order of acts', () => {
    fc.assert(
      fc.property(limits, fc.array(act, { minLength: 50, maxLength: 120, size: 'max' }), (given, acts) => {
        const outbox = new SendQueue<Item>(given)
        const naive = new Naive(given)
        for (const [id, happens] of acts.entries()) {
          carryOut(happens, id, outbox, naive)
          expect([outbox.waiting, outbox.written, outbox.writtenBytes, outbox.bytes]).to.deep.equal([
            naive.queued.length,
            naive.sent.length,
            naive.bytesOf(naive.sent),
            naive.bytesOf([...naive.queued, ...naive.sent]),
          ])
        }
        expect(drain(outbox)).to.deep.equal(ids(naive.queued))
      }),
    )
  }).timeout(10_000)
})
