import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

import { contents } from '../../docs/.vitepress/contents.ts'
import { root } from '../verify/entry-points.ts'
import { pages } from '../verify/pages.ts'
import { rewriteLinks } from './links.ts'
import { output, sitePathOf } from './paths.ts'
import { referenceSidebar } from './reference.ts'
import { sidebar, sidebarFaults, toVitepress } from './sidebar.ts'

const source = `${output}src/`
const ownPages = 'docs/.vitepress/pages/'
const home = `${ownPages}index.md`

/** Further pages of the repository that the site shows. */
const further = ['CHANGELOG.md', 'CONTRIBUTING.md', 'bench/RESULTS.md']

function repository(): string {
  const { repository: found } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
    readonly repository: { readonly url: string }
  }
  return found.url.replace(/^git\+/, '').replace(/\.git$/, '')
}

/** A title for pages whose own heading is the name of the project. */
const frontmatter = (page: string): string => (page === 'README.md' ? '---\ntitle: Getting started\n---\n\n' : '')

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
  const own = readdirSync(root + ownPages).map((name) => ownPages + name)
  const all = [...pages(), ...further, ...own]
  const read = (page: string): string | undefined =>
    existsSync(root + page) ? readFileSync(root + page, 'utf8') : undefined
  const parts = sidebar(contents, read)
  const faults = [
    ...sidebarFaults(
      parts,
      all.filter((page) => page !== home),
    ),
  ]
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
  const [begin, build, see, look, ...rest] = toVitepress(parts)
  writeFileSync(
    `${output}site.json`,
    JSON.stringify({ repository: repository(), sidebar: [begin, build, see, look, referenceSidebar(), ...rest] }),
  )
  return faults
}
