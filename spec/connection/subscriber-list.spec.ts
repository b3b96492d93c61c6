import { expect } from 'chai'
import fc from 'fast-check'
import { Observable, type Subscription } from 'rxjs'

import { Channels } from '../../lib/connection/channels.ts'
import { emit, isObserved, ListedSubscriber, SubscriberList } from '../../lib/connection/subscriber-list.ts'

/** Subscribes to a channel. */
function join(channels: Channels<string>, next: (value: string) => void): Subscription {
  return new Observable<string>((subscriber) => {
    const joined = channels.add('values', subscriber)
    return () => {
      joined.leave()
    }
  }).subscribe(next)
}

const publish = (channels: Channels<string>, value: string): void => emit(channels.values, value, channels.joined)

describe('SubscriberList', () => {
  it('emits to subscribers in the order of subscription', () => {
    const channels = new Channels<string>()
    const received: string[] = []
    for (const name of ['a', 'b', 'c']) join(channels, (value) => received.push(name + value))
    publish(channels, '1')
    expect(received).to.deep.equal(['a1', 'b1', 'c1'])
  })

  it('is not observed before the first subscriber and after the last', () => {
    const channels = new Channels<string>()
    expect(isObserved(channels.values)).to.equal(false)
    const [first, second] = [join(channels, () => undefined), join(channels, () => undefined)]
    first.unsubscribe()
    expect(isObserved(channels.values)).to.equal(true)
    second.unsubscribe()
    expect(isObserved(channels.values)).to.equal(false)
  })

  it('keeps nothing of a subscriber that has left, from whatever place and in whatever order', () => {
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const list = new SubscriberList<string>()
      const joined = [0, 1, 2].map((n) => new ListedSubscriber(list, undefined as never, n))
      let left = [0, 1, 2]
      for (const leaving of order) {
        joined[leaving]!.leave()
        joined[leaving]!.leave()
        left = left.filter((n) => n !== leaving)
        const found: number[] = []
        for (let one = list.first; one !== undefined; one = one.next) found.push(one.order)
        expect(found).to.deep.equal(left)
        expect(list.last?.order).to.equal(left.at(-1))
      }
    }
  })

  it('emits a value to no subscriber that joins or leaves while it is emitted', () => {
    // Each subscriber reacts to its first value: it joins another one, or makes one leave. Compared with plain arrays.
    const reactions = fc.array(fc.option(fc.nat({ max: 5 }), { nil: 'join' as const }), { maxLength: 12 })
    fc.assert(
      fc.property(reactions, fc.nat({ max: 4 }), (drawn, rounds) => {
        const channels = new Channels<string>()
        const received: string[] = []
        const expected: string[] = []
        const subscriptions: Subscription[] = []
        let current: number[] = []
        let round: number[] = []
        const pending = [...drawn]
        const add = (): void => {
          const id = subscriptions.length
          let isFirst = true
          current = [...current, id]
          subscriptions.push(
            join(channels, (value) => {
              received.push(`${id}:${value}`)
              if (!isFirst) return
              isFirst = false
              const reaction = pending.shift()
              if (reaction === 'join') add()
              else if (reaction !== undefined) {
                subscriptions[reaction]?.unsubscribe()
                current = current.filter((other) => other !== reaction)
                round = round.filter((other) => other !== reaction)
              }
            }),
          )
        }
        for (let i = 0; i < 3; i++) add()
        for (let value = 0; value <= rounds; value++) {
          round = current
          const before = received.length
          publish(channels, String(value))
          // Those that left during the round may have got the value before they left.
          const got = received.slice(before).map((line) => Number(line.split(':')[0]))
          expect(got).to.deep.equal([...got].sort((a, b) => a - b))
          expect(new Set(got).size).to.equal(got.length)
          expect(got).to.include.members(round)
          expected.push(...got.map((id) => `${id}:${value}`))
        }
        expect(received).to.deep.equal(expected)
      }),
    )
  })
})
