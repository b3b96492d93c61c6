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
    expect(await live.reads('received', 'value', 2)).to.deep.equal(['HELLO', '6f 6c 6c 65 68'])
    expect(await live.reads('sent', 'value', 2)).to.deep.equal(['hello', '68 65 6c 6c 6f'])
    expect(await live.reads('sent', 'kind', 2)).to.deep.equal(['text', 'binary'])
    await live.reads('heartbeat', 'value', 1)

    await live.choose('never: stall')
    await live.comesTo('Waiting')
    await live.choose('at once')
    await live.press('Send text')
    expect((await live.reads('received', 'value', 3))[2]).to.equal('HELLO')

    await live.press('Stop')
    await live.comesTo('Closed')
    // It may come back before the stall is over, and then notices it once more.
    const drawn = (await live.reads('state', 'kind', 8)).join(' ')
    expect(drawn).to.match(/^Idle Connecting Open( Waiting Connecting Open)+ Closing Closed$/)
    expect(new Set(await live.reads('errors', 'kind', 1))).to.deep.equal(new Set(['HeartbeatTimedOut']))
    expect(await live.reads('sent', 'value', 3)).to.have.length(3)
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
    expect((await live.reads('errors', 'kind', 3)).slice(-2)).to.deep.equal(['ConnectionLost', 'ConnectionLost'])
    await live.press('Send text')
    expect(await live.reads('sent', 'kind', 1)).to.deep.equal(['unsent'])
  })

  it('is used with the keyboard alone', async () => {
    const live = await visit()
    const { keyboard } = live.page
    const focused = live.page.locator(':focus')
    const goTo = async (selector: string): Promise<void> => {
      for (let steps = 0; steps < 40; steps++) {
        await keyboard.press('Tab')
        if ((await live.page.locator(`${selector}:focus-visible`).count()) > 0) return
      }
      throw new Error(`the keyboard does not reach ${selector}`)
    }
    await goTo('#start')
    await keyboard.press('Enter')
    await live.comesTo('Open')
    await goTo('#diagram')
    await keyboard.press('ArrowRight')
    expect(await focused.getAttribute('aria-label')).to.match(/^\d+\.\d s, state: Open, ws:/)
    expect(await live.page.locator('#inspected').textContent()).to.equal(await focused.getAttribute('aria-label'))
    await keyboard.press('ArrowLeft')
    expect(await focused.getAttribute('aria-label')).to.include('state: Connecting')
    const still = await live.moved()
    await goTo('#words')
    await keyboard.type('by hand')
    await keyboard.press('Enter')
    expect(await live.reads('received', 'value', 1)).to.deep.equal(['BY HAND'])
    expect(await live.moved()).to.be.above(still)
    await goTo('[name="delay"]')
    await keyboard.press('ArrowRight')
    expect(await live.page.locator('[name="delay"]:checked').getAttribute('value')).to.equal('400')
    await goTo('#stop')
    await keyboard.press('Space')
    await live.comesTo('Closed')
    expect(await live.page.locator('[aria-live]').textContent()).to.match(/^Closed: 1000/)
  })

  it('holds the picture still where that is asked for, and goes on to add what happens', async () => {
    const live = await visit()
    await live.press('Hold the picture')
    const still = await live.moved()
    await live.press('Start')
    await live.reads('state', 'kind', 3)
    expect(await live.moved()).to.equal(still)
    await live.press('Hold the picture')
    await live.reads('heartbeat', 'kind', 1)
    expect(await live.moved()).to.be.above(still)
  })

  for (const width of [320, 720, 1280]) {
    it(`needs no sideways scrolling on a screen ${width} pixels wide`, async () => {
      const live = await visit({ viewport: { width, height: 640 } })
      await live.page.getByLabel('Message').fill('a long message without an end '.repeat(6))
      await live.press('Start')
      await live.press('Send text')
      await live.reads('received', 'value', 1)
      await live.page.locator('#diagram').focus()
      await live.page.keyboard.press('ArrowRight')
      const page = await live.page
        .locator('html')
        .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])
      expect(page).to.deep.equal([width, width])
    })
  }

  it('has colours for the light and for the dark, and steps once a second where motion is unwelcome', async () => {
    const live = await visit({ colorScheme: 'light', reducedMotion: 'reduce' })
    const ground = (): Promise<string> =>
      live.page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)
    expect(await ground()).to.equal('rgb(245, 246, 248)')
    await live.page.emulateMedia({ colorScheme: 'dark' })
    expect(await ground()).to.equal('rgb(15, 18, 23)')
    const pixelsPerSecond = 56
    expect((await live.moved()) % pixelsPerSecond).to.equal(0)
  })

  it('shows the file that draws it, and may connect only to its own server', async () => {
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
