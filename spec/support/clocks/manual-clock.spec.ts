import { expect } from 'chai'

import { seededRandom } from '../../../lib/testing/faulty/random.ts'
import { ManualClock, manualClock } from './manual-clock.ts'

describe('ManualClock', () => {
  it('fires timers in the order they are due, and of equal ones in the order they were set', () => {
    const random = seededRandom(7)
    const clock = new ManualClock(0)
    const view = clock.view()
    const fired: Array<readonly [due: number, order: number]> = []
    const cancelled = new Set<number>()
    for (let order = 0; order < 500; order++) {
      const due = Math.floor(random() * 40)
      const cancel = view.after(due, () => {
        expect(clock.now()).to.equal(due)
        fired.push([due, order])
      })
      if (random() < 0.2) {
        cancelled.add(order)
        cancel()
      }
    }
    expect(view.pending()).to.equal(500 - cancelled.size)
    clock.pass(40)
    expect(view.pending()).to.equal(0)
    expect(fired).to.have.lengthOf(500 - cancelled.size)
    expect(fired.filter(([, order]) => cancelled.has(order))).to.deep.equal([])
    expect(fired).to.deep.equal([...fired].sort(([due, order], [due2, order2]) => due - due2 || order - order2))
  })

  it('fires a timer that is set by another one, if it is due in time', () => {
    const clock = new ManualClock(0)
    const view = clock.view()
    const fired: number[] = []
    const again = (): void => {
      fired.push(clock.now())
      view.after(10, again)
    }
    view.after(10, again)
    clock.pass(35)
    expect(fired).to.deep.equal([10, 20, 30])
  })

  it('fires late the timers that were due while it slept', () => {
    const clock = new ManualClock(0)
    const fired: number[] = []
    clock.view().after(10, () => fired.push(clock.now()))
    clock.sleep(50)
    expect(fired).to.deep.equal([])
    clock.pass(0)
    expect(fired).to.deep.equal([50])
  })

  it('fires timers neither sooner nor later when the time of day is corrected', () => {
    const clock = manualClock()
    const [before, wallBefore] = [clock.now(), clock.wall()]
    const fired: number[] = []
    clock.after(10, () => fired.push(clock.now() - before))
    clock.step(-3_600_000)
    clock.pass(9)
    expect(fired).to.deep.equal([])
    clock.pass(1)
    expect(fired).to.deep.equal([10])
    expect(clock.wall() - wallBefore).to.equal(10 - 3_600_000)
    expect(clock.pending()).to.equal(0)
  })

  it('fires the timers of one view before those of others after the event loop was blocked', () => {
    const clock = new ManualClock(0)
    const [own, network] = [clock.view(), clock.view()]
    const fired: string[] = []
    network.after(5, () => fired.push('input'))
    own.after(10, () => {
      fired.push('deadline')
      own.after(0, () => fired.push('after input'))
    })
    clock.block(50, own)
    expect(fired).to.deep.equal(['deadline'])
    expect([clock.isLate(network), clock.isLate(own)]).to.deep.equal([true, false])
    clock.pass(0)
    expect(fired).to.deep.equal(['deadline', 'input', 'after input'])
    expect([own.pending(), network.pending()]).to.deep.equal([0, 0])
  })
})
