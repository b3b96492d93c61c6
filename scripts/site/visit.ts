import type { Browser, Page } from 'playwright-core'

import type { SiteServer } from './site-server.ts'

/** The width and height of a phone, in CSS pixels. */
const phone = { width: 390, height: 844 }

/** A page of a browser that records complaints: errors on its console, failed requests, and requests to other machines. */
export async function watchedPage(
  browser: Browser,
  site: SiteServer,
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await browser.newPage({ viewport: phone })
  const complaints: string[] = []
  const complain = (text: string): void => {
    complaints.push(`${page.url().slice(site.url.length)}: ${text}`)
  }
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complain(message.text())
  })
  page.on('pageerror', (error) => {
    complain(error.message)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) complain(`${response.url()} answers ${response.status()}`)
  })
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (origin !== site.url && !['data:', 'blob:'].includes(protocol)) complain(`requests ${request.url()}`)
  })
  return { page, complaints }
}

/** Visits every page, several at a time. Returns complaints: the ones above, pages that are not rendered, pages wider than a phone. */
export async function visitPages(browser: Browser, site: SiteServer, atATime = 2): Promise<ReadonlyArray<string>> {
  const waiting = [...site.pages]
  const visitor = async (): Promise<ReadonlyArray<string>> => {
    const { page, complaints } = await watchedPage(browser, site)
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      await page.goto(site.url + path)
      // Vue has taken the page over, as a click would need it.
      await page.waitForFunction("'__vue_app__' in document.querySelector('#app')")
      const title = (await page.locator('h1').first().textContent()) ?? ''
      const width = await page.evaluate<number>('document.documentElement.scrollWidth')
      if (title.trim() === '') complaints.push(`${path}: no heading is shown`)
      if (width > phone.width) complaints.push(`${path}: ${width} pixels wide on a phone of ${phone.width}`)
    }
    await page.close()
    return complaints
  }
  const found = await Promise.all(Array.from({ length: atATime }, visitor))
  return found.flat()
}
