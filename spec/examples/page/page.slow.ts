import { expect } from 'chai'
import type { Browser, BrowserContextOptions } from 'playwright-core'

import { type PageServer, servePage } from '../../../examples/page/page-server.ts'
import { launchChromium } from '../../browser/chromium.ts'
import { Visit } from './visit.ts'

describe('the live page, in Chromium', function () {
  // A browser is started, and what is watched takes seconds.
  this.timeout(40_000)

  let server: PageServer
  let browser: Browser
  const visits: Visit[] = []

  before(async () => {
    ;[server, browser] = await Promise.all([servePage(), launchChromium()])
  })
  after(async () => {
    await browser.close()
    server.close()
  })
  afterEach(async () => {
    for (const visit of visits.splice(0)) {
      await visit.end()
      expect(visit.complaints).to.deep.equal([])
      expect([...visit.hosts]).to.deep.equal([new URL(server.url).host])
    }
  })

  async function visit(options?: BrowserContextOptions): Promise<Visit> {
    const begun = await Visit.begin(browser, server, options)
    visits.push(begun)
    return begun
  }

  it('draws a start, an exchange, a stall, how it is noticed, the recovery and a stop', async () => {
    const live = await visit()
    await live.press('Start')
    await live.comesTo('Open')
    await live.press('Send text')
    await live.press('Send binary')
    const answers = ['text, 5 B HELLO', 'binary, 5 B 6f 6c 6c 65 68']
    expect(await live.reads('in', 2)).to.deep.equal(answers)
    expect(await live.reads('out', 2)).to.deep.equal(['text, 5 B hello', 'binary, 5 B 68 65 6c 6c 6f'])
    expect((await live.reads('heartbeat', 2))[1]).to.match(/^pong after \d/)

    await live.choose('never: stall')
    await live.comesTo('Waiting')
    await live.choose('at once')
    await live.press('Send text')
    expect((await live.reads('in', 3))[2]).to.equal('text, 5 B HELLO')

    await live.press('Stop')
    await live.comesTo('Closed')
    // It may come back before the stall is over, and then notices it once more.
    const drawn = (await live.reads('state', 8)).map((state) => state.replace(/:.*/, '')).join(' ')
    expect(drawn).to.match(/^Idle Connecting Open( Waiting Connecting Open)+ Closing Closed$/)
    expect((await live.reads('error', 1))[0]).to.match(/^HeartbeatTimedOut: /)
    expect(await live.reads('out', 3)).to.have.length(3)
  })

  it('draws refusals and the wait for the next attempt, a drop and close codes', async () => {
    const live = await visit()
    await live.choose('503')
    await live.press('Start')
    await live.comesTo('Waiting')
    expect(await live.page.locator('#detail').textContent()).to.match(/^attempt \d in \d\.\d s, after HandshakeFailed$/)
    await live.choose('welcome')
    await live.comesTo('Open')

    await live.press('Drop it')
    await live.comesTo('Waiting')
    await live.press('Restart')
    await live.comesTo('Open')
    await live.page.getByLabel('Close code').selectOption('1008')
    await live.press('Close')
    await live.comesTo('Failed')
    const errors = (await live.reads('error', 3)).map((error) => error.replace(/:.*/, ''))
    expect(errors.slice(-2)).to.deep.equal(['ConnectionLost', 'ConnectionLost'])
    await live.press('Send text')
    expect((await live.reads('out', 1))[0]).to.match(/^unsent: NotOpen/)
  })

  it('is used with the keyboard alone', async () => {
    const live = await visit()
    const { keyboard } = live.page
    const goTo = async (selector: string): Promise<void> => {
      for (let steps = 0; steps < 60; steps++) {
        await keyboard.press('Tab')
        if ((await live.page.locator(`${selector}:focus-visible`).count()) > 0) return
      }
      throw new Error(`the keyboard does not reach ${selector}`)
    }
    const details = live.page.locator('#panel .details')
    await goTo('#start')
    await keyboard.press('Enter')
    await live.comesTo('Open')
    await goTo('#panel canvas')
    await keyboard.press(',')
    expect(await details.textContent()).to.match(/live ?state ?Open: ws:/)
    await keyboard.press(',')
    expect(await details.textContent()).to.include('Connecting: attempt 1')
    expect(await live.page.locator('#panel [aria-live]').textContent()).to.include('state: Connecting')
    const still = await live.picture()
    await keyboard.press('End')
    await live.moves(still)
    await goTo('#words')
    await keyboard.type('by hand')
    await keyboard.press('Enter')
    expect(await live.reads('in', 1)).to.deep.equal(['text, 7 B BY HAND'])
    await goTo('[name="delay"]')
    await keyboard.press('ArrowRight')
    expect(await live.page.locator('[name="delay"]:checked').getAttribute('value')).to.equal('400')
    await goTo('#stop')
    await keyboard.press('Space')
    await live.comesTo('Closed')
    expect(await live.page.locator('#announcement').textContent()).to.match(/^Closed: 1000/)
  })

  it('shows the controls beside the picture on a desktop, and below it on a phone', async () => {
    const places = async (width: number, height: number): Promise<{ x: number; y: number; bottom: number }[]> => {
      const live = await visit({ viewport: { width, height } })
      const boxes = [live.page.locator('#panel'), live.page.locator('#behaviour')].map((each) => each.boundingBox())
      return (await Promise.all(boxes)).map((box) => ({ ...box!, bottom: box!.y + box!.height }))
    }
    const [panel, controls] = await places(1_280, 900)
    expect(controls!.x).to.be.above(panel!.x)
    expect(Math.max(panel!.bottom, controls!.bottom)).to.be.below(900)
    const [above, below] = await places(390, 844)
    expect(below!.y).to.be.above(above!.bottom)
    expect(above!.bottom).to.be.below(844)
  })

  for (const width of [320, 720, 1280]) {
    it(`needs no sideways scrolling on a screen ${width} pixels wide`, async () => {
      const live = await visit({ viewport: { width, height: 640 } })
      await live.page.getByLabel('Message').fill('a long message without an end '.repeat(6))
      await live.press('Start')
      await live.press('Send text')
      await live.reads('in', 1)
      const page = await live.page
        .locator('html')
        .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])
      expect(page).to.deep.equal([width, width])
    })
  }

  it('has colours for the light and for the dark, and steps once a second where motion is unwelcome', async () => {
    const live = await visit({ colorScheme: 'light', reducedMotion: 'reduce' })
    const grounds = (): Promise<ReadonlyArray<string>> =>
      Promise.all(
        ['body', '#panel'].map((selector) =>
          live.page.locator(selector).evaluate((element) => getComputedStyle(element).backgroundColor),
        ),
      )
    expect(await grounds()).to.deep.equal(['rgb(245, 246, 248)', 'rgb(255, 255, 255)'])
    await live.page.emulateMedia({ colorScheme: 'dark' })
    expect(await grounds()).to.deep.equal(['rgb(15, 18, 23)', 'rgb(22, 27, 34)'])
    const pictures = new Set<string>()
    for (const end = Date.now() + 1_500; Date.now() < end;) {
      pictures.add(await live.picture())
      await live.page.waitForTimeout(30)
    }
    expect(pictures.size).to.be.within(2, 4)
  })

  it('shows the file that runs it, and may connect only to its own server', async () => {
    const live = await visit()
    const shown = await live.page.locator('#source code').textContent()
    expect(shown).to.equal(await (await fetch(`${server.url}pipeline.ts`)).text())
    const { headers } = await fetch(server.url)
    expect(headers.get('content-security-policy')).to.include("default-src 'none'").and.not.to.include('unsafe')
  })

  it('ignores requests that another page could make', async () => {
    const asked = (type: string): Promise<Response> =>
      fetch(`${server.url}drop`, { method: 'POST', headers: { 'content-type': type }, body: 'null' })
    expect((await asked('text/plain')).status).to.equal(400)
    expect((await asked('application/json')).status).to.equal(204)
  })
})
