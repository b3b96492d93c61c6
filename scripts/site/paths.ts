import { root } from '../verify/entry-points.ts'

/** Output of the site: sources as vitepress reads them, its cache, and the built pages. Ignored by git. */
export const output: string = `${root}temp/site/`

/** The path of a page within the site, from its path in the repository. Folders keep their names; an index is `index.md`. */
export function sitePathOf(page: string): string {
  if (page === 'README.md') return 'getting-started.md'
  if (page === 'bench/RESULTS.md') return 'measurements.md'
  return page
    .replace(/^docs\/(\.vitepress\/pages\/)?/, '')
    .replace(/^[A-Z]+\.md$/, (name) => name.toLowerCase())
    .replace(/(^|\/)README\.md$/, '$1index.md')
}
