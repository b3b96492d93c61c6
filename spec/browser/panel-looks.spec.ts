import { expect } from 'chai'
import { clientStart$, defineConnection, send } from 'pulsewire'
import { devtoolsTracks } from 'pulsewire/panel'
import { of } from 'rxjs'

import { coreOf } from '../../lib/connection/connection.ts'
import { prefer } from './host.ts'
import {
  details,
  draw,
  drawExchange,
  drawn,
  end,
  exchange,
  frame,
  inside,
  pixels,
  press,
  read,
  start,
  until,
} from './panels.ts'

/** A colour as the page computes it, as `red green blue`. */
function computed(colour: string): string {
  const probe = document.createElement('span')
  probe.style.cssText = `color: ${colour}; forced-color-adjust: none`
  document.body.append(probe)
  const numbers = getComputedStyle(probe).color.match(/\d+/g) ?? []
  probe.remove()
  return numbers.join(' ')
}

describe('the looks of <pulsewire-panel>', () => {
  afterEach(async () => {
    await prefer({ forcedColors: null })
    await end()
  })

  it('takes the colours of the system where the user forces them, on the canvas too, and back', async () => {
    const panel = await drawExchange()
    const tint = '217 243 228'
    expect((await drawn(panel)).has(tint)).to.equal(true)
    await prefer({ forcedColors: 'active' })
    const forced = await drawn(panel)
    expect(forced.has(tint)).to.equal(false)
    const [[ground] = []] = [...forced].sort(([, a], [, b]) => b - a)
    expect(ground).to.equal(computed('Canvas'))
    expect([...forced.keys()]).to.include(computed('CanvasText'))
    // The selection and the buttons have colours that belong together.
    const hold = getComputedStyle(inside(panel, '.hold'))
    const colours = [hold.color, hold.backgroundColor].map((colour) => (colour.match(/\d+/g) ?? []).join(' '))
    expect(colours).to.deep.equal([computed('HighlightText'), computed('Highlight')])
    await prefer({ forcedColors: 'none' })
    expect((await drawn(panel)).has(tint)).to.equal(true)
  })

  it('keeps its picture while its size changes, until the next is drawn', async () => {
    const panel = await drawExchange()
    const before = (await drawn(panel)).size
    expect(before).to.be.above(3)
    panel.style.width = '640px'
    panel.setAttribute('theme', 'dark')
    // An empty canvas has one colour.
    expect(pixels(panel).size).to.equal(before)
    expect([...(await drawn(panel)).keys()]).to.include('18 56 42')
  })

  it('is no higher than the window, whatever the number of connections, and draws the part that is in sight', async () => {
    const connections = Array.from({ length: 60 }, (_, index) =>
      defineConnection({ name: `number ${index}`, url: 'ws://127.0.0.1:9' }),
    )
    const panel = draw(connections)
    await frame()
    expect(panel.getBoundingClientRect().height).to.be.at.most(innerHeight)
    expect((inside(panel, 'canvas') as HTMLCanvasElement).height).to.be.at.most(innerHeight * devicePixelRatio)
    expect(inside(panel, '.scroller').scrollHeight).to.be.above(10_000)
  })

  it('reads from left to right in a page that does not, and keeps hostile names and messages in their places', async () => {
    document.documentElement.dir = 'rtl'
    try {
      const name = `\u202e${'long '.repeat(2_000)}`
      const chat = await start(name)
      const panel = draw([chat])
      panel.style.width = '700px'
      const message = `\u202e\u0000<b>${'x'.repeat(5_000)}`
      await exchange(panel, chat, message.slice(0, 400))
      press(panel, 'Escape')
      press(panel, ',')
      const [fold, copy] = [inside(panel, '.fold'), inside(panel, '.copy')].map((each) => each.getBoundingClientRect())
      expect(fold!.right).to.be.below(copy!.left)
      expect(copy!.right).to.be.at.most(panel.getBoundingClientRect().right)
      expect(panel.shadowRoot!.querySelector('.details b b')).to.equal(null)
      expect(getComputedStyle(inside(panel, '.details pre')).unicodeBidi).to.equal('isolate')
    } finally {
      document.documentElement.removeAttribute('dir')
    }
  })

  it('shows a message that was withdrawn once, as one that was not sent', async () => {
    const chat = defineConnection({ name: 'chat', url: () => new Promise<string>(() => undefined) })
    const panel = draw([chat] as never)
    const lease = clientStart$(chat).subscribe()
    of('never')
      .pipe(send(chat as never))
      .subscribe()
      .unsubscribe()
    press(panel, ',')
    lease.unsubscribe()
    expect(details(panel)).to.equal('chat out withdrawn: its subscriber left before it was written')
    expect(inside(panel, '[aria-live]').textContent.match(/its subscriber left/g)).to.have.length(1)
    expect(inside(panel, '.details b').style.getPropertyValue('--own')).to.equal('var(--error)')
  })

  it('keeps an offered test while the mouse passes over the picture', async () => {
    const chat = await start('chat')
    const panel = draw([chat])
    await exchange(panel, chat, 'hello')
    const clipboard = Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard')!
    Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined, configurable: true })
    try {
      inside(panel, '.copy').click()
      await until(() => panel.shadowRoot!.querySelector('textarea') !== null)
    } finally {
      Object.defineProperty(Navigator.prototype, 'clipboard', clipboard)
    }
    const mouse = { pointerType: 'mouse', pointerId: 1, bubbles: true }
    const { left, top, width } = inside(panel, 'canvas').getBoundingClientRect()
    for (const type of ['pointerenter', 'pointermove', 'pointerleave']) {
      const place = { clientX: left + width - 32, clientY: top + 46 }
      inside(panel, 'canvas').dispatchEvent(new PointerEvent(type, { ...mouse, ...place }))
      expect(panel.shadowRoot!.querySelector('textarea'), type).not.to.equal(null)
    }
    press(panel, 'Escape')
    press(panel, ',')
    expect(details(panel)).to.include('chat in text')
  })

  it('copies a connection that did nothing, and explains a test that cannot be written', async () => {
    const idle = defineConnection({ name: 'idle', url: 'ws://127.0.0.1:9' })
    const panel = draw([idle] as never)
    inside(panel, '.copy').click()
    await until(() => /lines|Copy this/.test(inside(panel, '.details').textContent))
    expect(read(panel)).to.deep.equal(['idle state Idle: not started'])
    const { toISOString } = Date.prototype
    Date.prototype.toISOString = () => {
      throw new RangeError('no time')
    }
    try {
      inside(panel, '.copy').click()
      await until(() => inside(panel, '.details').textContent.includes('could not be written. RangeError: no time'))
    } finally {
      Date.prototype.toISOString = toISOString
    }
  })

  it('has names that begin with the text that can be seen, and reaches everything by the keyboard', async () => {
    const panel = draw([await start('chat')])
    const buttons = [...panel.shadowRoot!.querySelectorAll('button')]
    for (const button of buttons) {
      const name = button.getAttribute('aria-label') ?? button.textContent
      expect(name, button.className).to.satisfy((text: string) => text.startsWith(button.textContent))
    }
    const order = [...panel.shadowRoot!.querySelectorAll<HTMLElement>('button, input, canvas, .details')]
    expect(order.every(({ tabIndex }) => tabIndex === 0)).to.equal(true)
    expect(order.map(({ className, localName }) => className || localName)).to.deep.equal([
      ...['hold', 'out', 'in', 'latest', ...Array.from({ length: 6 }, () => 'button'), 'input'],
      ...['canvas', 'fold', 'copy', 'details'],
    ])
  })

  it('changes its width without an error of the page', async () => {
    const panel = draw([await start('chat')])
    panel.style.maxHeight = '200px'
    const errors: string[] = []
    const note = ({ message }: ErrorEvent): void => void errors.push(message)
    addEventListener('error', note)
    for (const width of [900, 500, 300, 800, 559, 561]) {
      panel.style.width = `${width}px`
      await frame()
      await frame()
    }
    removeEventListener('error', note)
    expect(errors).to.deep.equal([])
  })
})

describe('devtoolsTracks', () => {
  it('subscribes to nothing if something else is among the connections', () => {
    const chat = defineConnection({ name: 'chat', url: 'ws://127.0.0.1:9' })
    expect(() => devtoolsTracks([chat, {} as never])).to.throw(TypeError)
    expect(coreOf(chat).inspector).to.equal(undefined)
  })
})
