import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

interface Page {
  readonly ids: ReadonlySet<string>
  readonly links: ReadonlyArray<string>
}

function readPage(path: string): Page {
  const html = readFileSync(path, 'utf8')
  const values = (attribute: string): ReadonlyArray<string> =>
    [...html.matchAll(new RegExp(`<[^>]* ${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) =>
      value.replaceAll('&amp;', '&'),
    )
  return { ids: new Set(values('id')), links: values('href') }
}

/** The number of links within built pages, and those that lead to no file or to no heading. */
export function deadLinks(folder: string): { readonly links: number; readonly dead: ReadonlyArray<string> } {
  const files = new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }))
  const pages = new Map(
    [...files].filter((path) => path.endsWith('.html')).map((path) => [path, readPage(`${folder}/${path}`)]),
  )
  let links = 0
  const dead: string[] = []
  for (const [path, page] of pages) {
    for (const link of new Set(page.links)) {
      if (/^[a-z]+:/.test(link)) continue
      links += 1
      const { pathname, hash } = new URL(link, `file:///${path}`)
      const target = decodeURIComponent(pathname.slice(1)) || 'index.html'
      const found = [target, `${target}.html`, posix.join(target, 'index.html')].find(
        (each) => files.has(each) && !isFolder(each, files),
      )
      if (found === undefined) dead.push(`${path} links ${link}: no such page`)
      // `#example=reconnect` is the state of a page, and no heading.
      else if (
        hash !== '' &&
        !hash.includes('=') &&
        pages.has(found) &&
        !pages.get(found)?.ids.has(decodeURIComponent(hash.slice(1)))
      ) {
        dead.push(`${path} links ${link}: ${found} has no such heading`)
      }
    }
  }
  return { links, dead }
}

const isFolder = (path: string, files: ReadonlySet<string>): boolean => files.has(posix.join(path, 'index.html'))
