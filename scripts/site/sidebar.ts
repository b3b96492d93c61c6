import { posix } from 'node:path'

import type { Entry, Section } from '../../docs/.vitepress/contents.ts'
import { sitePathOf } from './paths.ts'

/** One line of the sidebar. */
export interface Item {
  readonly text: string
  /** The path of the page in the repository. */
  readonly page: string
}

/** A part of the sidebar, with its pages. */
export interface Part {
  readonly title: string
  readonly isFolded: boolean
  readonly items: ReadonlyArray<Item>
}

/** Reads a page by its path; `undefined` if there is none. */
export type Read = (page: string) => string | undefined

/** The first heading of a page, without marks of code. */
const headingOf = (text: string): string => (/^# (.+)$/m.exec(text)?.[1] ?? '').replaceAll('`', '')

/** The pages of its own folder that an index page links, in order. */
function linkedPages(index: string, text: string): ReadonlyArray<string> {
  const folder = posix.dirname(index)
  const targets = [...text.matchAll(/\]\(([\w./-]+\.md)/g)].map(([, target = '']) => posix.join(folder, target))
  return [...new Set([index, ...targets.filter((target) => posix.dirname(target) === folder)])]
}

/** The parts of the sidebar, with the titles of the pages. */
export function sidebar(contents: ReadonlyArray<Section>, read: Read): ReadonlyArray<Part> {
  const item = (entry: Entry): Item => {
    const [page, title] = typeof entry === 'string' ? [entry, undefined] : entry
    return { page, text: title ?? headingOf(read(page) ?? '') }
  }
  return contents.map((section) => {
    const entries: ReadonlyArray<Entry> =
      'pages' in section
        ? section.pages
        : linkedPages(section.index, read(section.index) ?? '').map((page) =>
            page === section.index ? [page, 'Overview'] : page,
          )
    return { title: section.title, isFolded: section.isFolded === true, items: entries.map(item) }
  })
}

/** Pages without a line in the sidebar, lines without a page, pages with several lines or without a heading. */
export function sidebarFaults(parts: ReadonlyArray<Part>, pages: ReadonlyArray<string>): ReadonlyArray<string> {
  const items = parts.flatMap((part) => part.items)
  const where = 'docs/.vitepress/contents.ts'
  const counts = new Map<string, number>()
  for (const { page } of items) counts.set(page, (counts.get(page) ?? 0) + 1)
  const missing = pages
    .filter((page) => !counts.has(page))
    .map((page) => {
      const index = posix.join(posix.dirname(page), 'README.md')
      const isListed = index !== page && parts.some((part) => part.items[0]?.page === index)
      return isListed
        ? `${page} is not in the sidebar: link it from ${index}`
        : `${page} is not in the sidebar: add the line '${page}' to a part of ${where}`
    })
  const wrong = items.flatMap(({ page, text }) => {
    if (!pages.includes(page)) return [`${where} lists ${page}, which does not exist: remove the line`]
    return text === '' ? [`${page} has no heading: begin it with '# ' and its title`] : []
  })
  const twice = [...counts].filter(([, count]) => count > 1).map(([page]) => `${where} lists ${page} more than once`)
  return [...missing, ...wrong, ...twice]
}

/** The sidebar as vitepress takes it. */
export function toVitepress(parts: ReadonlyArray<Part>): ReadonlyArray<object> {
  return parts.map(({ title, isFolded, items }) => ({
    text: title,
    collapsed: isFolded,
    items: items.map(({ text, page }) => ({ text, link: `/${sitePathOf(page).replace(/(index)?\.md$/, '')}` })),
  }))
}
