import type { Browser } from 'playwright-core'

import { launchChromium } from '../../../spec/browser/chromium.ts'
import type { Site } from './site.ts'

let browser: Promise<Browser> | undefined

/** Ends the browser, if a row started one. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
}

/**
 * Opens a page of the site in Chromium.
 *
 * @param path - of the page, in the site's folder
 * @param result - an expression: the page is over when it is not `undefined`
 * @returns the value of the expression
 */
export async function visit(site: Site, path: string, result: string): Promise<string> {
  browser ??= launchChromium()
  const page = await (await browser).newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  try {
    await page.goto(`http://${site.host}/${path}`)
    await page.waitForFunction(`${result} !== undefined`, undefined, { timeout: 20_000 })
    return await page.evaluate<string>(result)
  } catch (error) {
    throw new Error(`${String(error)}\n${errors.join('\n')}`, { cause: error })
  } finally {
    await page.close()
  }
}
