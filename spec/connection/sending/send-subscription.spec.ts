import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { Observable } from 'rxjs'

import type { PendingMessage } from '../../../lib/connection/sending/pending-message.ts'
import { SendSubscription } from '../../../lib/connection/sending/send-subscription.ts'
import { failure } from '../../../lib/model/connection-error.ts'
import { watch } from '../../support/watching.ts'

function making(): {
  readonly subscription: SendSubscription<string>
  readonly watched: ReturnType<typeof watch<unknown>>
} {
  let made: SendSubscription<string> | undefined
  const watched = watch(
    new Observable<unknown>((subscriber) => {
      made = new SendSubscription<string>(subscriber, { inspector: undefined })
    }),
  )
  return { subscription: made as unknown as SendSubscription<string>, watched }
}

function message(subscription: SendSubscription<string>, value: string): PendingMessage<string> {
  const made: PendingMessage<string> = {
    ...{ subscription, value, data: value, isBinary: false, isVolatile: false, size: value.length, place: 'Unqueued' },
    ...{ previous: undefined, next: undefined, previousOfSubscription: undefined, nextOfSubscription: undefined },
    ...{ result: undefined, count: 1 },
  }
  subscription.add(made)
  return made
}

describe('SendSubscription', () => {
  it('answers in the order in which it got its messages, whatever is settled first', () => {
    const { subscription, watched } = making()
    const [a, b, c] = ['a', 'b', 'c'].map((value) => message(subscription, value))
    subscription.settle(b!, E.right('b'))
    expect(watched.values).to.deep.equal([])
    subscription.settle(a!, E.right('a'))
    expect(watched.values).to.deep.equal([E.right('a'), E.right('b')])
    subscription.settle(c!, E.right('c'))
    expect(watched.values).to.have.length(3)
  })

  it('ends behind its last answer, at once where none is owed', () => {
    for (const ending of [{ _tag: 'Completed' }, { _tag: 'Errored', error: new Error('mine') }] as const) {
      const { subscription, watched } = making()
      const a = message(subscription, 'a')
      subscription.end(ending)
      expect(watched.end).to.equal(undefined)
      subscription.settle(a, E.right('a'))
      expect(watched.end).to.deep.equal(ending)
      const idle = making()
      idle.subscription.end(ending)
      expect(idle.watched.end).to.deep.equal(ending)
    }
  })

  it('forgets unsettled messages when its subscriber has left', () => {
    const { subscription } = making()
    const [a, b] = ['a', 'b'].map((value) => message(subscription, value))
    subscription.settle(a!, E.right('a'))
    expect(subscription.isAbandoned).to.equal(false)
    expect(subscription.abandon()).to.deep.equal([b])
    expect(subscription.isAbandoned).to.equal(true)
    expect(subscription.abandon()).to.deep.equal([])
  })

  it('is settled without messages and when every result is emitted, and written if its oldest message is', () => {
    const { subscription } = making()
    expect([subscription.isSettled, subscription.isWritten]).to.deep.equal([true, false])
    const a = message(subscription, 'a')
    expect([subscription.isSettled, subscription.isWritten]).to.deep.equal([false, false])
    a.place = 'Written'
    expect([subscription.isSettled, subscription.isWritten]).to.deep.equal([false, true])
    subscription.settle(a, E.right('a'))
    expect([subscription.isSettled, subscription.isWritten]).to.deep.equal([true, false])
  })

  describe('keeps refusals behind an unsettled message', () => {
    const full = E.left(failure('OutboxFull', 'chat', 'full', {}))
    const notOpen = E.left(failure('NotOpen', 'chat', 'not open', {}))
    const unencoded = E.left(failure('EncodeFailed', 'chat', 'unencoded', { issues: [] }))

    it('guarantee 9: as one entry, in whichever order they are settled', () => {
      for (const order of [
        [1, 2, 3],
        [3, 2, 1],
        [1, 3, 2],
        [2, 1, 3],
      ]) {
        const { subscription, watched } = making()
        const messages = ['a', 'b', 'c', 'd'].map((value) => message(subscription, value))
        for (const at of order) subscription.settle(messages[at]!, full)
        subscription.settle(messages[0]!, E.right('a'))
        expect(watched.values).to.deep.equal([E.right('a'), full, full, full])
        const again = ['a', 'b', 'c', 'd'].map((value) => message(subscription, value))
        for (const at of order) subscription.settle(again[at]!, full)
        expect(subscription.abandon()).to.have.length(2)
      }
    })

    it('each with the error of its own cause', () => {
      const { subscription, watched } = making()
      const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((value) => message(subscription, value))
      subscription.settle(b!, full)
      subscription.settle(d!, full)
      subscription.settle(c!, notOpen)
      subscription.settle(a!, E.right('a'))
      expect(watched.values).to.deep.equal([E.right('a'), full, notOpen, full])
    })

    it('guarantee 9: counts those that have an error each, until they are emitted', () => {
      const { subscription, watched } = making()
      const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((value) => message(subscription, value))
      subscription.settle(b!, unencoded)
      subscription.settle(c!, unencoded)
      subscription.settle(d!, full)
      expect(subscription.waitingEncodeErrors).to.equal(2)
      subscription.settle(a!, E.right('a'))
      expect(subscription.waitingEncodeErrors).to.equal(0)
      expect(watched.values).to.deep.equal([E.right('a'), unencoded, unencoded, full])
      const [h, i, j, k] = ['h', 'i', 'j', 'k'].map((value) => message(subscription, value))
      subscription.settle(k!, unencoded)
      subscription.settle(i!, full)
      subscription.settle(h!, E.right('h'))
      expect(subscription.waitingEncodeErrors).to.equal(1)
      subscription.settle(j!, E.right('j'))
      expect(subscription.waitingEncodeErrors).to.equal(0)
      const [e, f, g] = ['e', 'f', 'g'].map((value) => message(subscription, value))
      subscription.settle(f!, unencoded)
      subscription.settle(g!, E.right('g'))
      subscription.settle(e!, full)
      expect(subscription.waitingEncodeErrors).to.equal(0)
    })
  })
})
