import type { BrowserContext, Page } from 'playwright-core'

import type { Point, Preferences } from './host.ts'

/** Gives the page of the specs fingers, a mouse and the preferences of a user; `host.ts` has the types. */
export async function exposeDevices(context: BrowserContext, page: Page): Promise<void> {
  const devtools = await context.newCDPSession(page)
  let fingers = 0
  await page.exposeFunction('hostPrefer', (preferences: Preferences) => page.emulateMedia(preferences))
  await page.exposeFunction('hostTouch', async (points: ReadonlyArray<Point>) => {
    if (points.length === 0 && fingers === 0) return
    const type = points.length === 0 ? 'touchEnd' : points.length > fingers ? 'touchStart' : 'touchMove'
    fingers = points.length
    const touchPoints = points.map(({ x, y }, id) => ({ x, y, id }))
    await devtools.send('Input.dispatchTouchEvent', { type, touchPoints })
  })
  await page.exposeFunction('hostWheel', async ({ x, y }: Point, delta: number, modifier?: string) => {
    await page.mouse.move(x, y)
    if (modifier !== undefined) await page.keyboard.down(modifier)
    await page.mouse.wheel(0, delta)
    if (modifier !== undefined) await page.keyboard.up(modifier)
  })
}
