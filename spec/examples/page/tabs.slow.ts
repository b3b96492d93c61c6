import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'

import { type PageServer, servePage } from '../../../examples/page/page-server.ts'
import { launchChromium } from '../../browser/chromium.ts'

describe('two tabs of the live page with ?tabs, in Chromium', function () {
  this.timeout(60_000)

  let server: PageServer
  let browser: Browser
  let context: BrowserContext
  const sockets: string[] = []

  before(async () => {
    ;[server, browser] = await Promise.all([servePage(), launchChromium()])
    context = await browser.newContext()
  })
  after(async () => {
    await browser.close()
    server.close()
  })

  async function openTab(): Promise<Page> {
    const page = await context.newPage()
    page.on('websocket', (socket) => sockets.push(socket.url()))
    await page.goto(`${server.url}?tabs`)
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.locator('#state').filter({ hasText: 'Open' }).waitFor()
    return page
  }

  /** Waits until a tab has received a text. */
  const receives = (page: Page, value: string): Promise<void> =>
    page.locator(`.lane[data-lane="received"] li[data-value="${value}"]`).last().waitFor({ state: 'attached' })

  it('P5: share one socket, stay open when it drops, and see its states', async () => {
    const [first, second] = [await openTab(), await openTab()]
    await receives(second, 'the shared socket: Open')
    await first.getByLabel('Message', { exact: true }).fill('once')
    await first.getByRole('button', { name: 'Send text', exact: true }).click()
    // One socket has one answer, which both tabs get. Two sockets would give it to the first alone.
    await receives(first, 'ONCE')
    await receives(second, 'ONCE')
    await first.getByRole('button', { name: 'Drop it', exact: true }).click()
    for (const tab of [first, second]) {
      await receives(tab, 'the shared socket: Waiting')
      expect(await tab.locator('#state').textContent()).to.equal('Open')
    }
    expect(sockets).to.deep.equal([])
    await first.close()
    await second.getByRole('button', { name: 'Send text', exact: true }).click()
    await receives(second, 'HELLO')
  })
})
