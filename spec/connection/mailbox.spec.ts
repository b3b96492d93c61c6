import { expect } from 'chai'

import { Mailbox } from '../../lib/connection/mailbox.ts'

describe('Mailbox', () => {
  it('does at once what comes when nothing is being done', () => {
    const mailbox = new Mailbox()
    const done: string[] = []
    mailbox.post(() => done.push('a'))
    expect(done).to.deep.equal(['a'])
    expect([mailbox.busy, mailbox.pending]).to.deep.equal([false, false])
  })

  it('does one thing to its end before the next, in the order in which they came', () => {
    const mailbox = new Mailbox()
    const done: string[] = []
    mailbox.post(() => {
      mailbox.post(() => {
        done.push('b')
        mailbox.post(() => done.push('d'))
      })
      expect([mailbox.busy, mailbox.pending]).to.deep.equal([true, true])
      mailbox.post(() => done.push('c'))
      done.push('a')
    })
    expect(done).to.deep.equal(['a', 'b', 'c', 'd'])
  })

  it('delivers a message as a turn of its own, and a message during a turn after it', () => {
    const mailbox = new Mailbox()
    const done: string[] = []
    const receiver = {
      deliver: (data: string | Uint8Array, isBinary: boolean): void => {
        done.push(`${String(data)} ${isBinary}`)
        if (data === 'a') mailbox.deliver(receiver, 'b', true)
        mailbox.post(() => done.push(`after ${String(data)}`))
        expect(mailbox.busy).to.equal(true)
      },
    }
    mailbox.deliver(receiver, 'a', false)
    expect(done).to.deep.equal(['a false', 'b true', 'after a', 'after b'])
    expect([mailbox.busy, mailbox.pending]).to.deep.equal([false, false])
  })

  it('does the rest, and stays usable, when something throws', () => {
    const mailbox = new Mailbox()
    const done: string[] = []
    const fail = (): never => {
      throw new Error('mine')
    }
    expect(() => {
      mailbox.post(() => {
        mailbox.post(fail)
        mailbox.post(() => done.push('a'))
        mailbox.post(fail)
        mailbox.post(() => done.push('b'))
        fail()
      })
    }).to.throw('mine')
    expect(done).to.deep.equal(['a', 'b'])
    mailbox.post(() => done.push('c'))
    expect(done).to.deep.equal(['a', 'b', 'c'])
    expect(mailbox.busy).to.equal(false)
  })

  it('keeps the order of thousands, though more come meanwhile', () => {
    const mailbox = new Mailbox()
    const done: number[] = []
    mailbox.post(() => {
      for (let n = 0; n < 3_000; n++) {
        mailbox.post(() => {
          done.push(n)
          if (n < 100) mailbox.post(() => done.push(3_000 + n))
        })
      }
    })
    expect(done).to.deep.equal(Array.from({ length: 3_100 }, (_, n) => n))
  })

  it('takes a long queue in little time', () => {
    const mailbox = new Mailbox()
    let done = 0
    const began = performance.now()
    mailbox.post(() => {
      for (let n = 0; n < 200_000; n++) mailbox.post(() => done++)
    })
    expect(done).to.equal(200_000)
    expect(performance.now() - began).to.be.lessThan(1_000)
  })
})
