import { expect } from 'chai'
import type { PulsewirePanel } from 'pulsewire/panel'

import { type Point, touch, wheel } from './host.ts'
import { details, draw, end, exchange, frame, inside, press, start, until } from './panels.ts'

/** Milliseconds. A tap and its answer take some turns. */
const limit = 5_000

describe('fingers and the wheel on <pulsewire-panel>', function () {
  this.timeout(limit)

  let panel: PulsewirePanel
  /** A place in the row of the states. */
  const at = (x: number): Point => {
    const { left, top } = inside(panel, 'canvas').getBoundingClientRect()
    return { x: left + x, y: top + 46 }
  }
  const isHeld = (): boolean => inside(panel, '.hold').ariaPressed === 'true'

  /** Taps a place in the row of the states, and returns the state that is there: the time of its beginning tells the scale. */
  async function tap(x: number): Promise<string> {
    await touch(at(x))
    await touch()
    await frame()
    return details(panel)
  }

  /** The leftmost pixel at which the connection is open. */
  async function beginOfOpen(): Promise<number> {
    let [low, high] = [140, Math.round(inside(panel, 'canvas').clientWidth) - 30]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((await tap(middle)).includes('state Open')) high = middle
      else low = middle
    }
    return high
  }

  beforeEach(async () => {
    const chat = await start('chat')
    panel = draw([chat])
    panel.style.width = '900px'
    await exchange(panel, chat, 'hello')
    press(panel, 'Escape')
    // The opening stands in the middle, and moves no more.
    const begin = performance.now()
    for (let times = 0; times < 8; times++) press(panel, '+')
    await until(() => performance.now() - begin > 250)
    press(panel, ' ')
  })
  afterEach(async () => {
    await touch()
    await end()
  })

  it('selects by a tap, pans by one finger and zooms by two, around the finger that stands still', async () => {
    const before = await beginOfOpen()
    expect(await tap(before + 20)).to.match(/^chat state Open/)
    const away = 100
    await touch(at(before - away))
    await touch(at(before - away), at(before))
    for (let moved = 20; moved <= away; moved += 20) await touch(at(before - away), at(before + moved))
    await touch()
    expect(await beginOfOpen()).to.be.closeTo(before + away, 4)
    await touch(at(700))
    await touch(at(680))
    await touch(at(640))
    await touch()
    expect(await beginOfOpen()).to.be.closeTo(before + away - 60, 4)
  })

  it('holds the picture that follows the clock, and goes on with one finger after two', async () => {
    press(panel, 'End')
    expect(isHeld()).to.equal(false)
    await touch(at(300))
    await touch(at(300), at(500))
    await touch(at(300), at(560))
    await until(isHeld)
    await touch(at(300))
    await touch(at(340))
    await touch()
    expect(isHeld()).to.equal(true)
  })

  it('zooms by the wheel and Ctrl around the pointer, and leaves the wheel alone to the page', async () => {
    const before = await beginOfOpen()
    await wheel(at(before), -100, 'Control')
    await frame()
    expect(await beginOfOpen()).to.be.closeTo(before, 4)
    // A place left of the pointer moves away from it.
    await wheel(at(before + 200), -100, 'Control')
    await frame()
    expect(await beginOfOpen()).to.be.below(before - 60)
    const unused = new WheelEvent('wheel', { deltaY: 50, bubbles: true, cancelable: true })
    expect(inside(panel, 'canvas').dispatchEvent(unused)).to.equal(true)
  })
})
