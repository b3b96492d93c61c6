import { expect } from 'chai'
import { Observable } from 'rxjs'

import * as E from '#fp-ts/Either'

import { type Letter, Sender } from '../../../lib/connection/sending/send-subscription.ts'
import { watch } from '../../support/watching.ts'

function making(): { readonly sender: Sender<string>; readonly watched: ReturnType<typeof watch<unknown>> } {
  let made: Sender<string> | undefined
  const watched = watch(
    new Observable<unknown>((subscriber) => {
      made = new Sender<string>(subscriber)
    }),
  )
  return { sender: made as unknown as Sender<string>, watched }
}

function letter(sender: Sender<string>, value: string): Letter<string> {
  const made: Letter<string> = {
    ...{ sender, value, data: value, isBinary: false, size: value.length, place: 'Outside' },
    ...{ previous: undefined, next: undefined, later: undefined, result: undefined },
  }
  sender.expect(made)
  return made
}

describe('Sender', () => {
  it('answers in the order in which it got its messages, whatever is settled first', () => {
    const { sender, watched } = making()
    const [a, b, c] = ['a', 'b', 'c'].map((value) => letter(sender, value))
    sender.settle(b!, E.right('b'))
    expect(watched.values).to.deep.equal([])
    sender.settle(a!, E.right('a'))
    expect(watched.values).to.deep.equal([E.right('a'), E.right('b')])
    sender.settle(c!, E.right('c'))
    expect(watched.values).to.have.length(3)
  })

  it('ends behind its last answer, at once where none is owed', () => {
    for (const ending of [{ _tag: 'Completed' }, { _tag: 'Errored', error: new Error('mine') }] as const) {
      const { sender, watched } = making()
      const a = letter(sender, 'a')
      sender.end(ending)
      expect(watched.end).to.equal(undefined)
      sender.settle(a, E.right('a'))
      expect(watched.end).to.deep.equal(ending)
      const idle = making()
      idle.sender.end(ending)
      expect(idle.watched.end).to.deep.equal(ending)
    }
  })

  it('gives up what is not answered when nobody listens any more', () => {
    const { sender } = making()
    const [a, b] = ['a', 'b'].map((value) => letter(sender, value))
    sender.settle(a!, E.right('a'))
    expect(sender.isAbandoned).to.equal(false)
    expect(sender.abandon()).to.deep.equal([b])
    expect(sender.isAbandoned).to.equal(true)
    expect(sender.abandon()).to.deep.equal([])
  })
})
