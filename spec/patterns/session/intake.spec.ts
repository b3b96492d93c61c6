import { expect } from 'chai'

import { type Consumer, Intake } from '../../../lib/patterns/session/receiving/intake.ts'

interface Answer {
  readonly n: number
  readonly resolve: () => void
  readonly reject: () => void
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A session whose store answers when the spec says so. */
class Storing implements Consumer {
  readonly isReady = true
  readonly given: number[] = []
  readonly answers: Answer[] = []
  acknowledged = 0
  failures = 0

  give(n: number): undefined {
    this.given.push(n)
  }

  keep(n: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const answer = { n, resolve, reject: () => reject(new Error('the store is full')) }
      this.answers.push(answer)
    })
  }

  took(n: number): void {
    this.acknowledged = n
  }

  failed(): void {
    this.failures++
  }
}

const limits = { limit: 8, bytes: 1_000, inFlight: 64 }

describe('an intake with a store', () => {
  it('D3: messages that are being stored count, so a store that hangs holds no more than the window', () => {
    const storing = new Storing()
    const intake = new Intake(limits, storing)
    for (let n = 1; n <= limits.limit; n++) expect(intake.arrive(n, 'x')).to.equal('InOrder')
    expect(intake.arrive(9, 'x')).to.equal('TooMany')
    expect(storing.answers).to.have.length(limits.limit)
  })

  it('D3: their bytes count too, until they are stored', async () => {
    const storing = new Storing()
    const intake = new Intake(limits, storing)
    expect(intake.arrive(1, 'x'.repeat(600))).to.equal('InOrder')
    expect(intake.arrive(2, 'x'.repeat(600))).to.equal('TooMany')
    storing.answers[0]?.resolve()
    await turn()
    expect(intake.arrive(2, 'x'.repeat(600))).to.equal('InOrder')
  })

  it('D1: a message that was stored behind one that was not arrives again, and is not ahead of it', async () => {
    const storing = new Storing()
    const intake = new Intake(limits, storing)
    intake.arrive(1, 'x')
    intake.arrive(2, 'y')
    let isSettled = false
    intake.whenSettled(() => (isSettled = true))
    storing.answers[0]?.reject()
    await turn()
    expect([storing.failures, isSettled]).to.deep.equal([1, false])
    storing.answers[1]?.resolve()
    await turn()
    expect([isSettled, intake.taken]).to.deep.equal([true, 0])
    // The next socket goes on behind 0.
    expect(intake.arrive(1, 'x')).to.equal('InOrder')
    storing.answers[2]?.resolve()
    await turn()
    expect(intake.taken).to.equal(1)
    expect(intake.arrive(2, 'y')).to.equal('InOrder')
    storing.answers[3]?.resolve()
    await turn()
    expect(intake.taken).to.equal(2)
    expect(intake.arrive(3, 'z')).to.equal('InOrder')
  })

  it('D1: whatever the order of answers, the number that is acknowledged is never beyond one that failed', async () => {
    // Each order of four answers, and each message that fails.
    const orders = permutations([0, 1, 2, 3])
    for (const order of orders)
      for (const failing of [0, 1, 2, 3]) {
        const storing = new Storing()
        const intake = new Intake(limits, storing)
        for (const n of [1, 2, 3, 4]) intake.arrive(n, 'x')
        for (const at of order) {
          if (at === failing) storing.answers[at]?.reject()
          else storing.answers[at]?.resolve()

          await Promise.resolve()
        }
        await Promise.resolve()
        const what = `answers ${order.join()}, ${failing} fails`
        expect(intake.taken, what).to.equal(failing)
        expect(intake.arrive(failing + 1, 'x'), what).to.equal('InOrder')
        storing.answers.at(-1)?.resolve()

        await Promise.resolve()
        expect(intake.taken, what).to.equal(failing + 1)
        expect(intake.arrive(failing + 2, 'x'), what).to.equal('InOrder')
      }
  })

  it('a wait that is given up is forgotten', async () => {
    const storing = new Storing()
    const intake = new Intake(limits, storing)
    intake.arrive(1, 'x')
    const calls: string[] = []
    const giveUp = intake.whenSettled(() => calls.push('given up'))
    intake.whenSettled(() => calls.push('waits'))
    giveUp()
    storing.answers[0]?.resolve()
    await turn()
    expect(calls).to.deep.equal(['waits'])
  })
})

function permutations(items: ReadonlyArray<number>): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))
}
