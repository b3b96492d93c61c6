import { expect } from 'chai'

import { PanelClock } from '../../lib/panel/timeline/clock.ts'
import { layoutOf, rowAt } from '../../lib/panel/timeline/layout.ts'
import { lanes } from '../../lib/panel/timeline/mark.ts'
import { stepOf, tickLabel } from '../../lib/panel/timeline/time-axis.ts'
import { Viewport } from '../../lib/panel/timeline/viewport.ts'

describe('the time axis of a panel', () => {
  it('follows the clock until somebody holds it, and again when the last holder lets go', () => {
    const view = new Viewport()
    expect(view.edge(1_000)).to.equal(1_000)
    view.hold('pointer', 1_000)
    view.hold('button', 1_500)
    expect(view.edge(2_000)).to.equal(1_000)
    view.release('pointer')
    expect(view.edge(2_000)).to.equal(1_000)
    view.release('button')
    expect(view.edge(2_000)).to.equal(2_000)
  })

  it('moves no further than the oldest event and the clock', () => {
    const view = new Viewport()
    view.hold('pan', 1_000)
    view.pan(-5_000, 1_000, 300)
    expect(view.edge(1_000)).to.equal(300)
    view.pan(9_000, 1_200, 300)
    expect(view.edge(1_300)).to.equal(1_200)
  })

  it('zooms around a time that stays in place', () => {
    const view = new Viewport()
    view.hold('button', 10_000)
    const ahead = 120
    const time = (): number => view.edge(10_000) - ahead / view.scale
    const before = time()
    view.zoom(2, ahead, 10_000)
    expect(time()).to.be.closeTo(before, 1e-6)
    for (let times = 0; times < 40; times++) view.zoom(2, 0, 10_000)
    expect(view.scale).to.equal(4)
  })

  it('has labels that do not touch each other at any zoom', () => {
    for (let scale = 0.004; scale <= 4; scale *= 1.5) expect(stepOf(scale, 80) * scale).to.be.at.least(80)
    const wall = new Date(2026, 0, 5, 14, 3, 5).getTime()
    expect(tickLabel(wall, 1_000)).to.equal('14:03:05')
    expect(tickLabel(wall + 250, 50)).to.equal('.25')
    expect(tickLabel(wall + 500, 500)).to.equal('.5')
    expect(tickLabel(wall - 5_000, 60_000)).to.equal('14:03')
  })

  it('gives each event a time of its own', () => {
    const clock = new PanelClock(() => 5)
    const times = [clock.next(), clock.next(), clock.next()]
    expect(new Set(times).size).to.equal(3)
    expect(times).to.deep.equal([...times].sort())
    expect(clock.now()).to.equal(times[2])
  })
})

describe('the layout of a panel', () => {
  const sizes = { header: 30, lane: 26 }

  it('places each connection below the one before, and shows the states alone of a folded one', () => {
    const { groups, height } = layoutOf([false, true], new Set(lanes), sizes)
    expect(groups.map(({ rows }) => rows.length)).to.deep.equal([6, 1])
    const [first, second] = groups
    expect(second?.top).to.equal(first?.height)
    expect(height).to.equal((first?.height ?? 0) + (second?.height ?? 0))
  })

  it('finds the row at a height, and none in a header', () => {
    const { groups } = layoutOf([false, false], new Set(['state', 'in']), sizes)
    expect(rowAt(groups, 10)).to.equal(undefined)
    expect(rowAt(groups, 60)?.row.lane).to.equal('in')
    expect(rowAt(groups, 88 + 60)?.group.index).to.equal(1)
  })
})
