import type { Browser, Page } from 'playwright-core'

import type { SiteServer } from './site-server.ts'
import { watchedPage } from './visit.ts'

/** Milliseconds for one act. A test that does not end is stopped after 2 s. */
const patience = 15_000

/** The texts of the marks on a lane of the first drawing. */
const marks = (page: Page, lane: string): Promise<ReadonlyArray<string>> =>
  page.locator(`.result article:first-of-type .mark[data-lane="${lane}"] text`).allTextContents()

/** A reader who searches for an error. The index is part of the site: no server answers. Returns complaints. */
export async function searchSite(browser: Browser, site: SiteServer): Promise<ReadonlyArray<string>> {
  const { page, complaints } = await watchedPage(browser, site)
  page.setDefaultTimeout(patience)
  try {
    await page.goto(`${site.url}/errors.html`)
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('searchbox').fill('OutboxFull')
    await page.locator('.result[href*="errors.html#outboxfull"]').click()
    await page.waitForURL(/errors\.html#outboxfull$/)
  } catch (error) {
    complaints.push(`search: ${(error as Error).message}`)
  }
  await page.close()
  return complaints
}

/** A reader of the playground: every example, an edit, mistakes with their mends, a text without an end, and a link. Returns complaints. */
export async function playPlayground(browser: Browser, site: SiteServer): Promise<ReadonlyArray<string>> {
  const { page, complaints } = await watchedPage(browser, site)
  page.setDefaultTimeout(patience)
  const expect = (isTrue: boolean, fault: string): void => {
    if (!isTrue) complaints.push(`playground: ${fault}`)
  }
  const type = (text: string): Promise<void> => page.getByLabel('The marble test').fill(text)
  const shows = async (text: string): Promise<void> => {
    await page.locator('.result', { hasText: text }).waitFor()
  }

  try {
    await page.goto(`${site.url}/playground.html`)
    const choice = page.getByLabel('Example')
    const options = await choice.locator('option:not([value=""])').all()
    const names = await Promise.all(
      options.map(async (option) => [(await option.getAttribute('value')) ?? '', await option.innerText()] as const),
    )
    expect(names.length >= 5, `offers ${names.length} examples`)
    for (const [name, title] of names) {
      await choice.selectOption(name)
      await shows(`passes ${title.charAt(0).toLowerCase()}${title.slice(1)}`)
      expect((await marks(page, 'peer')).length > 0, `draws no peer for ${name}`)
      expect(page.url().endsWith(`#example=${name}`), `keeps ${page.url()} as the address of ${name}`)
    }

    await choice.selectOption('reconnect')
    await shows('passes reconnects')
    expect((await marks(page, 'received')).join() === 'a,b', 'does not draw what was received')
    const text = await page.getByLabel('The marble test').inputValue()
    await type(text.replace("'--o--a--x'", "'--o-cac-x'"))
    await shows('fails reconnects')
    expect((await marks(page, 'received')).join() === 'c,a,c,b', 'does not draw an edit')
    await page.waitForURL(/#code=/)
    await page.reload()
    await shows('fails reconnects')
    expect((await page.getByLabel('The marble test').inputValue()).includes('--o-cac-x'), 'forgets a test on a reload')

    await type(text.replace('--o--a--x', '--a--o--x'))
    await shows('Move the')
    await type(text.replace("import { map } from 'rxjs'", ''))
    await shows("Add the line: import { map } from 'rxjs'")
    await type(`${text}\nconst broken = (`)
    await shows('The text is not valid TypeScript')
    await type(text.replace('const retry', 'while (true) {}\nconst retry'))
    await shows('The text did not end within 2 s')
    await type(text)
    await shows('passes reconnects')
  } catch (error) {
    const shown = await page.locator('.result').innerText()
    complaints.push(`playground: ${(error as Error).message}\nIt shows: ${shown}`)
  }
  await page.close()
  return complaints
}
