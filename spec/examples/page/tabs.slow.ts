import { expect } from 'chai'
import type { Browser, BrowserContext } from 'playwright-core'

import { type PageServer, servePage } from '../../../examples/page/page-server.ts'
import { launchChromium } from '../../browser/chromium.ts'
import { Visit } from './visit.ts'

describe('two tabs of the live page with ?tabs, in Chromium', function () {
  this.timeout(60_000)

  let server: PageServer
  let browser: Browser
  let context: BrowserContext

  before(async () => {
    ;[server, browser] = await Promise.all([servePage(), launchChromium()])
    context = await browser.newContext()
  })
  after(async () => {
    await browser.close()
    server.close()
  })

  async function openTab(): Promise<Visit> {
    const tab = await Visit.beginIn(context, `${server.url}?tabs`)
    await tab.press('Start')
    await tab.comesTo('Open')
    return tab
  }

  it('P5: share one socket, stay open when it drops, and see its states', async () => {
    const [first, second] = [await openTab(), await openTab()]
    await second.finds('in', 'the shared socket: Open')
    await first.page.getByLabel('Message', { exact: true }).fill('once')
    await first.press('Send text')
    // One socket has one answer, which both tabs get. Two sockets would give it to the first alone.
    await first.finds('in', 'ONCE')
    await second.finds('in', 'ONCE')
    await first.press('Drop it')
    for (const tab of [first, second]) {
      await tab.finds('in', 'the shared socket: Waiting')
      expect(await tab.page.locator('#state').textContent()).to.equal('Open')
      expect(tab.sockets).to.deep.equal([])
    }
    await first.page.close()
    await second.press('Send text')
    await second.finds('in', 'HELLO')
  })
})
