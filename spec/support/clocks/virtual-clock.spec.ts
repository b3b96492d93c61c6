import { expect } from 'chai'

import { seededRandom } from '../../../lib/testing/faulty/random.ts'
import { VirtualClock } from './virtual-clock.ts'

describe('the clock of the simulator', () => {
  it('fires timers in the order they are due, and of equal ones in the order they were set', () => {
    const random = seededRandom(7)
    const clock = new VirtualClock()
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

  it('fires what is set meanwhile, if it is due in time', () => {
    const clock = new VirtualClock()
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

  it('fires late what was due while it slept', () => {
    const clock = new VirtualClock()
    const fired: number[] = []
    clock.view().after(10, () => fired.push(clock.now()))
    clock.sleep(50)
    expect(fired).to.deep.equal([])
    clock.pass(0)
    expect(fired).to.deep.equal([50])
  })
})
