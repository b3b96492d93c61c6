import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { Observable } from 'rxjs'

import type { PendingMessage } from '../../../lib/connection/sending/pending-message.ts'
import { SendSubscription } from '../../../lib/connection/sending/send-subscription.ts'
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

describe('Sender', () => {
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
})
