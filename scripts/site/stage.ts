import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

import { contents } from '../../docs/.vitepress/contents.ts'
import { root } from '../verify/entry-points.ts'
import { rewriteLinks } from './links.ts'
import { output, sitePathOf } from './paths.ts'
import { referenceSidebar } from './reference.ts'
import { home, shownPages } from './shown-pages.ts'
import { sidebar, sidebarFaults, toVitepress } from './sidebar.ts'

const source = `${output}src/`

function repository(): string {
  const { repository: found } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
    readonly repository: { readonly url: string }
  }
  return found.url.replace(/^git\+/, '').replace(/\.git$/, '')
}

/** Pages whose tables need the room of the outline. */
const wide = ['docs/options.md', 'docs/comparison.md', 'docs/clients.md', 'bench/RESULTS.md']

/** Settings of vitepress for a page, which GitHub would show as a table. */
function frontmatter(page: string): string {
  if (wide.includes(page)) return '---\naside: false\n---\n\n'
  // Its heading is the name of the project.
  return page === 'README.md' ? '---\ntitle: Getting started\n---\n\n' : ''
}

/** Puts generated parts of other pages where a page asks for one: `<!-- README.md: speed -->`. */
function withParts(text: string, read: (page: string) => string | undefined): string {
  return text.replaceAll(/^<!-- (\S+\.md): (\S+) -->$/gm, (_, from: string, name: string) => {
    const [, part] =
      new RegExp(`<!-- generated:${name} -->([^]*?)<!-- /generated:${name} -->`).exec(read(from) ?? '') ?? []
    if (part === undefined) throw new Error(`${from} has no generated part ${name}`)
    return part
  })
}

/** Writes the sources of the site as vitepress reads them: pages with rewritten links, pictures, the sidebar. Returns the faults. */
export function stage(): ReadonlyArray<string> {
  const shown = shownPages()
  const all = [home, ...shown]
  const read = (page: string): string | undefined =>
    existsSync(root + page) ? readFileSync(root + page, 'utf8') : undefined
  const parts = sidebar(contents, read)
  const faults = [...sidebarFaults(parts, shown)]
  rmSync(source, { recursive: true, force: true })
  for (const page of all) {
    const {
      text,
      pictures,
      faults: dead,
    } = rewriteLinks(page, withParts(read(page) ?? '', read), {
      isPage: (path) => all.includes(path),
      isFile: (path) => existsSync(root + path),
      repository: `${repository()}/blob/main/`,
    })
    faults.push(...dead)
    const target = source + sitePathOf(page)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, frontmatter(page) + text)
    for (const picture of pictures) cpSync(root + picture, source + sitePathOf(picture))
  }
  mkdirSync(`${source}public`, { recursive: true })
  cpSync(`${root}examples/page/icon.svg`, `${source}public/icon.svg`)
  // The reference comes before the parts that are folded.
  const folded = parts.findIndex(({ isFolded }) => isFolded)
  const lines = [...toVitepress(parts.slice(0, folded)), referenceSidebar(), ...toVitepress(parts.slice(folded))]
  writeFileSync(`${output}site.json`, JSON.stringify({ repository: repository(), sidebar: lines }))
  return faults
}
