import { readdirSync } from 'node:fs'

import { root } from '../verify/entry-points.ts'
import { pages } from '../verify/pages.ts'

const folder = 'docs/.vitepress/pages/'

/** The landing page, which every page links. */
export const home: string = `${folder}index.md`

/** The pages of the site but its landing page, by their paths in the repository. */
export function shownPages(): ReadonlyArray<string> {
  const own = readdirSync(root + folder).map((name) => folder + name)
  return [...pages(), 'CHANGELOG.md', 'CONTRIBUTING.md', 'bench/RESULTS.md', ...own.filter((page) => page !== home)]
}
