import { servePage } from '../../../examples/page/page-server.ts'
import { Visit } from '../../../spec/examples/page/visit.ts'
import type { Picture } from './taken-picture.ts'

const [width, height] = [1280, 860]

/** The live page after an exchange, a stall, a recovery and refusals. */
export const livePage: Picture = {
  file: 'docs/page.png',
  width,
  height,
  sources: ['examples/page', 'lib/panel', 'scripts/site/pictures/live-page.ts'],
  take: async (browser) => {
    const server = await servePage()
    const visit = await Visit.begin(browser, server, { viewport: { width, height }, colorScheme: 'light' })
    const words = visit.page.getByLabel('Message', { exact: true })
    try {
      await visit.press('Start')
      await visit.comesTo('Open')
      await visit.press('Send text')
      await visit.page.waitForTimeout(1_200)
      await visit.press('Send binary')
      await visit.page.waitForTimeout(1_000)
      await visit.choose('never: stall')
      await visit.comesTo('Waiting')
      await visit.choose('at once')
      await words.fill('queued')
      await visit.press('Send text')
      await visit.comesTo('Open')
      await visit.page.waitForTimeout(1_200)
      await words.fill('more')
      await visit.press('Send text')
      await visit.page.waitForTimeout(1_000)
      await visit.choose('503')
      await visit.press('Drop it')
      // Deep in the backoff, with most of a wait still to come.
      await visit.page
        .getByText(/^attempt [5-9] in [2-9]/)
        .first()
        .waitFor({ timeout: 60_000 })
      await visit.page.mouse.move(0, 0)
      return await visit.page.screenshot()
    } finally {
      await visit.end()
      server.close()
    }
  },
}
