import { expect } from 'chai'
import { clientStart$, defineConnection, send } from 'pulsewire'
import { devtoolsTracks } from 'pulsewire/panel'
import { firstValueFrom, of } from 'rxjs'

import { coreOf } from '../../lib/connection/connection.ts'
import { echoes } from '../support/peers/peer-script.ts'
import { opens } from '../transport/harness.ts'
import {
  details,
  draw,
  drawExchange,
  drawn,
  end,
  exchange,
  frame,
  inside,
  press,
  read,
  show,
  start,
  until,
} from './panels.ts'
import { startPeer } from './peers.ts'

describe('<pulsewire-panel>', () => {
  afterEach(end)

  it('shows states, messages in and out, and hides messages unless the page shows them', async () => {
    const chat = await start('chat')
    const panel = draw([chat])
    await exchange(panel, chat, 'hello')
    expect(read(panel)).to.deep.equal([
      'chat state Connecting: attempt 1',
      `chat state Open: ${String((chat.state as { url?: string }).url)}`,
      'chat out text, 5 B hello',
      'chat in text, 5 B hello',
    ])
    panel.hide = true
    await firstValueFrom(of('secret').pipe(send(chat)))
    await until(() => read(panel).length === 3)
    expect(read(panel).slice(1)).to.deep.equal(['chat out text, 6 B', 'chat in text, 6 B'])
    expect(panel.shadowRoot!.textContent).not.to.include('secret')
  })

  it('draws several connections on one time axis, and keeps the past of those that stay', async () => {
    const [chat, quotes] = [await start('chat'), await start('quotes')]
    const panel = draw([chat])
    await exchange(panel, chat, 'one')
    panel.connections = [quotes, chat, quotes]
    await exchange(panel, quotes, 'two')
    expect([...panel.shadowRoot!.querySelectorAll('.head .fold')].map((each) => each.textContent)).to.deep.equal([
      'quotes',
      'chat',
    ])
    const texts = read(panel).filter((event) => event.includes(' in '))
    expect(texts).to.deep.equal(['chat in text, 3 B one', 'quotes in text, 3 B two'])
  })

  it('keeps the selection when a framework sets an equal array with every rendering', async () => {
    const chat = await start('chat')
    const panel = draw([chat])
    await exchange(panel, chat, 'hello')
    press(panel, 'Escape')
    press(panel, ',')
    inside(panel, '.fold').focus()
    panel.connections = [chat]
    expect(details(panel)).to.include('chat in text')
    expect(panel.shadowRoot!.activeElement?.className).to.equal('fold')
  })

  it('subscribes only while it is in a document, and keeps nothing otherwise', async () => {
    const chat = await start('chat')
    const panel = draw([])
    panel.connections = [chat]
    expect(coreOf(chat).inspector).not.to.equal(undefined)
    await exchange(panel, chat, 'hello')
    panel.remove()
    expect(coreOf(chat).inspector).to.equal(undefined)
    document.body.append(panel)
    expect(read(panel)).to.have.length(1)
    panel.connections = []
    expect(coreOf(chat).inspector).to.equal(undefined)
    expect(inside(panel, '.empty').hidden).to.equal(false)
  })

  it('takes properties that were set before the element was defined', async () => {
    const chat = await start('chat')
    const early = document.createElement('div')
    Object.defineProperty(early, 'connections', { value: [chat], configurable: true, writable: true, enumerable: true })
    Object.setPrototypeOf(early, HTMLElement.prototype)
    const panel = document.createElement('pulsewire-panel')
    Object.defineProperties(panel, Object.getOwnPropertyDescriptors(early))
    panel.hide = false
    show(panel)
    await exchange(panel, chat, 'hello')
    expect(panel.connections).to.deep.equal([chat])
  })

  it('refuses what is no connection, and takes nothing for no connections', () => {
    const panel = document.createElement('pulsewire-panel')
    expect(() => (panel.connections = [{} as never])).to.throw(TypeError, 'defineConnection')
    panel.connections = null
    expect(panel.connections).to.deep.equal([])
  })

  it('holds by the space bar, zooms and pans by keys, and follows again', async () => {
    const chat = await start('chat')
    const panel = draw([chat])
    await exchange(panel, chat, 'hello')
    press(panel, 'Escape')
    const [hold, now] = [inside(panel, '.hold'), inside(panel, '.latest') as HTMLButtonElement]
    expect([hold.ariaPressed, now.disabled]).to.deep.equal(['false', true])
    press(panel, ' ')
    expect([hold.ariaPressed, now.disabled]).to.deep.equal(['true', false])
    now.click()
    expect(hold.ariaPressed).to.equal('false')
    for (const key of ['+', '-', 'ArrowLeft', 'PageUp', 'Home']) press(panel, key)
    expect(hold.ariaPressed).to.equal('true')
    press(panel, 'End')
    expect(hold.ariaPressed).to.equal('false')
    press(panel, '/')
    expect(panel.shadowRoot!.activeElement).to.equal(inside(panel, 'input'))
  })

  it('filters by text, by row and by connection', async () => {
    const [chat, quotes] = [await start('chat'), await start('quotes')]
    const panel = draw([chat, quotes])
    await exchange(panel, chat, 'apples')
    await exchange(panel, quotes, 'pears')
    const search = inside(panel, 'input') as HTMLInputElement
    const filter = (text: string): void => {
      search.value = text
      search.dispatchEvent(new Event('input'))
    }
    filter('APPLES')
    expect(read(panel)).to.deep.equal(['chat out text, 6 B apples', 'chat in text, 6 B apples'])
    filter('quotes')
    expect(read(panel))
      .to.have.length(4)
      .and.satisfy((all: string[]) => all.every((each) => each.includes('quotes')))
    filter('')
    inside(panel, '[data-lane="state"]').click()
    inside(panel, '[data-lane="out"]').click()
    expect(read(panel)).to.deep.equal(['chat in text, 6 B apples', 'quotes in text, 5 B pears'])
    inside(panel, '.head .fold').click()
    inside(panel, '[data-lane="in"]').click()
    expect(read(panel).every((each) => each.startsWith('chat state'))).to.equal(true)
  })

  it('copies what a connection did as a test, or offers it where the clipboard is closed', async () => {
    const chat = await start('chat')
    const panel = draw([chat])
    await exchange(panel, chat, 'hello')
    const clipboard = Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard')!
    try {
      let copied = ''
      const stub = { writeText: (text: string) => ((copied = text), Promise.resolve()) }
      Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => stub, configurable: true })
      inside(panel, '.copy').click()
      await until(() => copied !== '')
      expect(copied).to.include('import { marbles').and.include("name: 'chat'").and.include("'hello'")
      await until(() => inside(panel, '[aria-live]').textContent.startsWith('Copied a test of chat'))
      Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined, configurable: true })
      inside(panel, '.copy').click()
      await until(() => panel.shadowRoot!.querySelector('textarea') !== null)
      expect((inside(panel, 'textarea') as HTMLTextAreaElement).value).to.include("name: 'chat'")
    } finally {
      Object.defineProperty(Navigator.prototype, 'clipboard', clipboard)
    }
  })

  it('draws pixels for a message in the colours of its theme, and requests no frame while it is held', async () => {
    const panel = await drawExchange()
    const [incoming, outgoing, open] = ['220 244 236', '230 238 255', '217 243 228']
    expect([...(await drawn(panel)).keys()]).to.include.members([incoming, outgoing, open])
    panel.setAttribute('theme', 'dark')
    expect([...(await drawn(panel)).keys()]).to.include.members(['16 52 43', '26 41 71', '18 56 42'])
    const request = window.requestAnimationFrame
    let requests = 0
    window.requestAnimationFrame = (callback) => {
      requests++
      return request(callback)
    }
    try {
      for (let frames = 0; frames < 12; frames++) await new Promise((done) => request(done))
      // A held picture of a live connection updates its headers ten times a second.
      expect(requests).to.be.below(5)
      panel.remove()
      requests = 0
      for (let frames = 0; frames < 12; frames++) await new Promise((done) => request(done))
      expect(requests).to.equal(0)
    } finally {
      window.requestAnimationFrame = request
    }
  })

  it('reads the event under the pointer, and holds the picture meanwhile', async () => {
    const chat = await start('chat')
    const panel = draw([chat])
    await exchange(panel, chat, 'hello')
    press(panel, 'Escape')
    for (let times = 0; times < 8; times++) press(panel, '+')
    await frame()
    const canvas = inside(panel, 'canvas') as HTMLCanvasElement
    const box = canvas.getBoundingClientRect()
    const move = (type: string, x: number, y: number): void => {
      const at = { clientX: box.left + x, clientY: box.top + y, pointerType: 'mouse' }
      canvas.dispatchEvent(new PointerEvent(type, { ...at, pointerId: 1, bubbles: true }))
    }
    // Just left of the right edge the connection is open: the first row below the header.
    move('pointerenter', box.width - 32, 46)
    move('pointermove', box.width - 32, 46)
    expect(details(panel)).to.match(/^chat state Open: ws:/)
    move('pointerleave', 0, 0)
    expect(inside(panel, '.details').textContent).to.include('Point at an event')
  })
})

describe('devtoolsTracks', () => {
  it('draws states and messages on tracks of their own, within a rate, and leaves no entry behind', async () => {
    const peer = await startPeer([opens, echoes])
    const chat = defineConnection({ name: 'chat', url: peer.url, retry: false })
    const entries: PerformanceEntry[] = []
    const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()))
    observer.observe({ type: 'measure' })
    const tracks = devtoolsTracks([chat], { rate: 3 })
    const lease = clientStart$(chat).subscribe()
    for (let count = 0; count < 5; count++) await firstValueFrom(of('hello').pipe(send(chat)))
    while (entries.length < 5) await new Promise((done) => setTimeout(done, 5))
    tracks.unsubscribe()
    lease.unsubscribe()
    await new Promise((done) => setTimeout(done, 20))
    observer.disconnect()
    const shown = entries.map((entry) => {
      const { devtools } = (entry as PerformanceMeasure).detail as { devtools: Record<string, string> }
      return `${devtools['trackGroup']} ${devtools['track']}: ${devtools['tooltipText']} ${devtools['color']}`
    })
    expect(shown.filter((each) => each.includes(' state'))).to.deep.equal([
      'pulsewire: chat state: Idle primary',
      'pulsewire: chat state: Connecting primary-light',
      'pulsewire: chat state: Open secondary',
    ])
    expect(shown.filter((each) => / messages: (in|out) text/.test(each))).to.have.length(3)
    expect(shown.some((each) => / messages: \d+ more messages/.test(each))).to.equal(true)
    expect(performance.getEntriesByType('measure')).to.have.length(0)
    await peer.stop()
  })
})
