import type { BrowserContext, CDPSession, Page } from 'playwright-core'

import type { FeedServer } from './feed-server.ts'

/** A page of the host's files that runs `tab.ts`. */
export const tabPage = `<!doctype html><meta charset="utf-8"><title>tab</title><script type="module" src="/tab.js"></script>`

/** Gives the page of the specs the means to open more pages; `tabs.ts` has the types. */
export async function exposeTabs(context: BrowserContext, page: Page, origin: string, feed: FeedServer): Promise<void> {
  const tabs: Page[] = []
  const find = (n: number): Page => {
    const tab = tabs[n]
    if (tab === undefined) throw new Error(`there is no tab ${n}`)
    return tab
  }
  await page.exposeFunction('hostOpenTab', async (address: string) => {
    const tab = await context.newPage()
    await tab.goto(origin + address)
    return tabs.push(tab) - 1
  })
  await page.exposeFunction('hostReadTab', (n: number) => find(n).evaluate(() => (globalThis as { tab?: object }).tab))
  await page.exposeFunction('hostReloadTab', async (n: number) => {
    await find(n).reload()
  })
  await page.exposeFunction('hostCloseTab', (n: number) => find(n).close())
  await page.exposeFunction('hostCrashTab', async (n: number) => {
    const session = await context.newCDPSession(find(n))
    // The page does not answer any more.
    void session.send('Page.crash').catch(() => undefined)
  })
  const debuggers = new Map<number, CDPSession>()
  await page.exposeFunction('hostHaltTab', async (n: number) => {
    const session = await context.newCDPSession(find(n))
    debuggers.set(n, session)
    await session.send('Debugger.enable')
    await session.send('Debugger.pause')
  })
  await page.exposeFunction('hostContinueTab', async (n: number) => {
    await debuggers.get(n)?.send('Debugger.resume')
    await debuggers.get(n)?.detach()
  })
  await page.exposeFunction('hostFeed', () => feed.record())
  await page.exposeFunction('hostDropFeed', () => {
    feed.drop()
  })
}
