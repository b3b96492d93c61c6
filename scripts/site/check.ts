/**
 * The step `site` of `npm run verify`: builds the documentation, checks the types of its parts, follows every link, visits every
 * page in Chromium, plays the playground, and looks for outdated pictures.
 */
import { launchChromium } from '../../spec/browser/chromium.ts'
import { root } from '../verify/entry-points.ts'
import { execute } from '../verify/packages/execute.ts'
import { buildSite, built } from './build.ts'
import { deadLinks } from './dead-links.ts'
import { pictureFaults } from './pictures/outdated.ts'
import { pictures } from './pictures/pictures.ts'
import { playPlayground, searchSite } from './play.ts'
import { serveSite } from './site-server.ts'
import { visitPages } from './visit.ts'

const seconds = (): string => `${(performance.now() / 1_000).toFixed(1)} s`

async function check(): Promise<ReadonlyArray<string>> {
  await buildSite()
  console.log(`built after ${seconds()}`)
  const types = execute('node', ['node_modules/typescript/bin/tsc', '-p', 'docs/.vitepress'], { cwd: root })
  const { links, dead } = deadLinks(built)
  const [site, browser] = await Promise.all([serveSite(built), launchChromium()])
  try {
    const visits = [visitPages(browser, site), playPlayground(browser, site), searchSite(browser, site)]
    const complaints = (await Promise.all(visits)).flat()
    await types
    console.log(`${links} links, ${site.pages.length} pages, after ${seconds()}`)
    return [...pictureFaults(root, pictures), ...dead, ...complaints]
  } finally {
    await browser.close()
    site.close()
  }
}

const faults = await check().catch((error: unknown) => [error instanceof Error ? error.message : String(error)])
for (const fault of faults) console.log(fault)
process.exit(faults.length === 0 ? 0 : 1)
